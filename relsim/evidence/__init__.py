"""What speaks for a finding and against it: how far it hangs on the numbers put in."""
