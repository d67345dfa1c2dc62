using ChatEs.Api.Cli;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Cli;

public sealed class the_demo_tenant
{
    [Fact]
    public async Task is_the_same_at_every_start_whatever_its_rooms_are_called_by_now()
    {
        await using var world = await DemoWorld.Start("cli_demo_again");
        var variables = await File.ReadAllTextAsync(Path.Combine(world.Folder, ".chates", "demo.env"));
        var first = await world.Prepare();
        var (acting, ward) = (new Acting(world.Chat, "demo"), new RoomNumber(first.Rooms.Ward));
        await acting.Do(new UpdateRoom(ward, Actor.Server, "Ward 8", "ward-8"));
        await acting.Do(new DeleteMessage(ward, Actor.Server, new MessageNumber(1)));
        var before = await world.Chat.Service<RoomQueries>().Get("demo", ward, viewer: null, default);

        (await world.Prepare()).ShouldBe(first);

        (await world.Chat.Service<RoomQueries>().Get("demo", ward, viewer: null, default)).ShouldBe(before);
        (await world.Chat.Service<RoomQueries>().ByKey("demo", "ward-7", viewer: null, default)).ShouldBeNull();
        (await File.ReadAllTextAsync(Path.Combine(world.Folder, ".chates", "demo.env"))).ShouldBe(variables);
    }

    [Fact]
    public async Task is_made_once_by_two_starts_at_the_same_moment()
    {
        await using var chat = await ChatEsHost.Start("cli_demo_twice");
        await using var other = await chat.StartAnother();
        var folder = Directory.CreateTempSubdirectory("chates-demo-").FullName;
        var made = await Task.WhenAll(new[] { chat, other }.Select((host, i) =>
            DemoTenant.Prepare(host.App.Services, Path.Combine(folder, $"{i}"), new Terminal(json: true, new Streams()), default)));
        made[0].Rooms.ShouldBe(made[1].Rooms);
        foreach (var (room, messages) in new[] { (made[0].Rooms.Ward, 2), (made[0].Rooms.Lounge, 3), (made[0].Rooms.Single, 0) })
            (await chat.Service<RoomQueries>().Get("demo", new RoomNumber(room), viewer: null, default))!.LastMessage.Value.ShouldBe(messages);
        Directory.Delete(folder, recursive: true);
    }
}
