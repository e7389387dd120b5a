"""Bids from the spreadsheets people have: any sheet, any headings, every row and cell accounted for."""
