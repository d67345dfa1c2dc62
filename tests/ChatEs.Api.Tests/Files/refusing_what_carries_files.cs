using System.Text;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Files;

/// <summary>A refused request leaves no bytes behind: they would wait a day for the chore that clears up.</summary>
public sealed class refusing_what_carries_files(FileWorld<refusing_what_carries_files> world) : IClassFixture<FileWorld<refusing_what_carries_files>>
{
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Fact]
    public Task keeps_no_avatar_that_is_no_image() => ShouldLeaveNothing(400, x => x.Put("/v1/me/avatar").Body("text"u8.ToArray(), null));

    [Fact]
    public async Task keeps_no_avatar_of_a_room_that_has_none()
    {
        var room = (await world.Send(new GetOrCreateSingleRoom(await NewRoom(), world.Ann, world.Ben))).Room;
        await ShouldLeaveNothing(409, x => x.Put($"/v1/rooms/{room}/avatar").Body(Convert.FromBase64String(Picture), null));
    }

    [Fact]
    public Task keeps_none_of_too_many_files() => ShouldLeaveNothing(400, x => x.Post("/v1/files").Body(Form(Validation.MostFiles + 1), "multipart/form-data; boundary=b"));

    [Fact]
    public Task keeps_none_of_a_form_that_breaks_off() => ShouldLeaveNothing(400, x => x.Post("/v1/files").Body(Form(3)[..^20], "multipart/form-data; boundary=b"));

    [Fact]
    public Task keeps_none_before_one_that_is_too_large() =>
        ShouldLeaveNothing(413, x => x.Post("/v1/files").Body(Form(2, FileWorld<refusing_what_carries_files>.MaxBytes + 1), "multipart/form-data; boundary=b"));

    [Fact]
    public async Task keeps_none_for_a_message_of_somebody_else()
    {
        await world.Send(new AddParticipants(world.Room, Actor.Server, [world.Ben]));
        var number = await world.Post(new NamedFile(await world.Save([1]), "a"));
        await ShouldLeaveNothing(403, x => x.Post($"/v1/rooms/{world.Room}/messages/{number}/attachments").Body([2], null), "ben");
        await ShouldLeaveNothing(403, x => x.Post($"/api/v1/messages/{number.IdIn(world.Room)}/attachments").Body(Form(2), "multipart/form-data; boundary=b"), "ben");
    }

    [Fact]
    public async Task keeps_none_of_virola_s_forms_that_break_off()
    {
        var number = await world.Post(new NamedFile(await world.Save([3]), "a"));
        await ShouldLeaveNothing(400, x => x.Post($"/api/v1/messages/{number.IdIn(world.Room)}/attachments").Body(Form(3)[..^20], "multipart/form-data; boundary=b"));
    }

    /// <summary>What a message shows by now is not taken away from it.</summary>
    [Fact]
    public async Task discards_nothing_that_is_shown()
    {
        var shown = (await world.Show([4])).File;
        var loose = await world.Save([5]);
        await world.Store.Discard("rival", [loose.Number], default);
        (await world.Store.Open("acme", loose.Number, default)).ShouldNotBeNull();
        await world.Store.Discard("acme", [shown.Number, loose.Number], default);
        (await world.Store.Open("acme", shown.Number, default)).ShouldNotBeNull();
        (await world.Store.Open("acme", loose.Number, default)).ShouldBeNull();
    }

    private static byte[] Form(int files, int lastLength = 3) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, files).Select(i =>
        $"--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{i}.txt\"\r\n\r\n{new string('x', i == files ? lastLength : 3)}\r\n")) + "--b--\r\n");

    private async Task<RoomNumber> NewRoom() => await world.Chat.Service<Numbers>().NextRoom(default);

    private async Task ShouldLeaveNothing(int status, Func<Scenario, Scenario> tell, string user = "ann")
    {
        var (files, chunks) = (await world.Count("vault.files"), await world.Count("vault.file_chunks"));
        var token = await world.Chat.Service<Credentials>().IssueUserToken("acme", user == "ann" ? world.Ann : world.Ben, default);
        await world.Chat.Scenario(x => tell(x).As(new Identity("acme", token, user, null)).StatusShouldBe(status));
        (await world.Count("vault.files"), await world.Count("vault.file_chunks")).ShouldBe((files, chunks));
    }
}
