"""What the pages show, a file a page: choices, calls and drawing, with no arithmetic of their own."""
