"""One public async function for each thing a person can do; it owns the transaction and passes day and moment on."""
