"""Tables and sentences for the screen: pure functions of what was prepared or run, without Streamlit."""
