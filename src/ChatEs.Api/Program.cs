using ChatEs.Api.Hosting;
using ChatEs.Application;

var connectionString = Environment.GetEnvironmentVariable("ConnectionStrings__ChatEs")
    ?? throw new InvalidOperationException("ConnectionStrings__ChatEs is not set.");
await ChatEsDatabase.Migrate(connectionString);
await using var service = ChatEsService.Build(args, connectionString);
await service.RunAsync();
