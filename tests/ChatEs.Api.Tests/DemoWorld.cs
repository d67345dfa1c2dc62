using ChatEs.Api.Cli;
using ChatEs.Testing;

namespace ChatEs.Api.Tests;

/// <summary>What a reader of the documentation has after the first start: the service with its demo tenant, and the folder of its data.</summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    private DemoWorld(ChatEsHost chat, string folder) => (Chat, Folder) = (chat, folder);

    public ChatEsHost Chat { get; }

    /// <summary>Where he stands: <c>.chates</c> lies in it.</summary>
    public string Folder { get; }

    /// <param name="database">The name of the test class, so that no two share one.</param>
    public static async Task<DemoWorld> Start(string database)
    {
        var world = new DemoWorld(await ChatEsHost.StartOnKestrel(database), Directory.CreateTempSubdirectory("chates-docs-").FullName);
        await world.Prepare();
        return world;
    }

    /// <summary>As every start does.</summary>
    public async Task<DemoAccess> Prepare()
    {
        var demo = await DemoTenant.Prepare(Chat.App.Services, Path.Combine(Folder, ".chates"), new Terminal(json: true, new Streams()), default);
        await DemoVariables.Write(demo, Chat.Client.BaseAddress!.ToString().TrimEnd('/'), default);
        return demo;
    }

    public static async Task<int> Run(string database, DocumentedPage page)
    {
        await using var world = await Start(database);
        return await page.Run(world.Folder);
    }

    public async ValueTask DisposeAsync()
    {
        await Chat.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
