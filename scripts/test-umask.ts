// Before each test file: commands that ran in this process may have kept new files from others, which other users of later tests must read.
process.umask(0o022);
