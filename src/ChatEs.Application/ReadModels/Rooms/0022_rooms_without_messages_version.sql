-- What is held in memory is held by the log (ADR 0022): nobody asks for this number any more.
alter table rooms drop column messages_version;
