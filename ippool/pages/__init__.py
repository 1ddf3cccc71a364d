"""The pages a person opens in a browser until the console comes."""
