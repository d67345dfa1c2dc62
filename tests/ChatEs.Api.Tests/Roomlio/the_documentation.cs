using ChatEs.Application.Import;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Roomlio;

public sealed class the_documentation
{
    [Fact]
    public async Task of_roomlio_shows_real_answers()
    {
        await using var chat = await ChatEsHost.StartOnKestrel("roomlio_documentation");
        var (key, acting) = (await chat.Tenant("demo"), new Acting(chat, "demo"));
        await using (var source = ImportSource.Open(Path.Combine(AppContext.BaseDirectory, "samples", "irc-ubuntu-sample.ndjson.gz")))
            (await chat.Service<Importer>().Run("demo", source, progress: null, TestContext.Current.CancellationToken)).Refusal.ShouldBeNull();
        var alice = new Domain.UserNumber((await chat.User("demo", "alice")).UserNumber!.Value);
        await acting.Do(new ChangeProfile(alice, Domain.Actor.Server, Username: "alice", First: "Alice", Last: "Liddell", Type: UserType.Admin));
        var room = await acting.Room("Lounge", "lounge", participants: alice);
        await acting.Post(room, alice, "Hi! I have a questions.");
        await acting.Post(room, alice, "", MessageKind.Image, details: new() { MediaUrl = "https://img.example.com/cat.png" });
        await acting.Post(room, null, "alice has left", MessageKind.System);
        var history = await chat.Scenario(x => x.Post("/rpc/RoomlioService/RoomHistory").As(key).Json("""{"roomKey":"lounge"}"""));
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SECRET_KEY"] = key.Secret,
            ["ROOM_ID"] = history.Json.GetProperty("messages")[0].GetProperty("roomID").GetString()!,
        };
        var page = new DocumentedPage("docs/dialects/roomlio.md", variables, @"(rm|usr|msg|lnk)_[0-9a-v]{20}|""createdAt"":""20[^2][^""]+""");
        (await page.Run(chat.Client.BaseAddress!)).ShouldBe(6);
    }
}
