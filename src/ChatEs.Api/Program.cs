using ChatEs.Api.Cli;

return await ChatEsCli.Run(args, new Streams());
