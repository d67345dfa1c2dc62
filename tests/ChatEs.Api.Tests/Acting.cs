using ChatEs.Application.Commands;
using ChatEs.Application.Files;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;
using ChatEs.Testing;

namespace ChatEs.Api.Tests;

/// <summary>Does what no dialect under test can: rooms, people and messages of every kind, by commands.</summary>
public sealed class Acting(ChatEsHost chat, string tenant = "acme")
{
    public async Task<RoomNumber> Room(string name = "Lounge", string? key = null, bool isPublic = false, params IReadOnlyList<UserNumber> participants) =>
        (await Do(new CreateRoom(
            await chat.Service<Numbers>().NextRoom(default), isPublic ? RoomVisibility.Public : RoomVisibility.Private, name, key, null, participants))).Room;

    public async Task<RoomNumber> Single(UserNumber one, UserNumber other) =>
        (await Do(new GetOrCreateSingleRoom(await chat.Service<Numbers>().NextRoom(default), one, other))).Room;

    public Task<MessagePostedResult> Post(
        RoomNumber room, UserNumber? author, string text, MessageKind kind = MessageKind.Text, DateTimeOffset? claimed = null,
        MessageDetails? details = null, MessageNumber? replyTo = null, MessageNumber? parent = null) =>
        Do(new PostMessage(room, Guid.CreateVersion7(), author, kind, text, replyTo, parent, claimed, Details: details));

    public async Task Post(RoomNumber room, UserNumber author, int count)
    {
        for (var i = 1; i <= count; i++)
            await Post(room, author, $"message {i}");
    }

    public async Task<NamedFile> File(UserNumber by, byte[] bytes, string name)
    {
        using var content = new MemoryStream(bytes);
        var kept = await chat.Service<FileStore>().Save(tenant, by, name, content, default);
        return new(kept.Match(file => file, refusal => throw new InvalidOperationException(refusal.Message)), name);
    }

    public async Task<MessageView> Message(RoomNumber room, MessageNumber number) =>
        await chat.Service<MessageQueries>().One(tenant, room, number, viewer: null, default) ?? throw new InvalidOperationException("no such message");

    public Task Suspend(UserNumber user) => Do(new SuspendUser(user, Actor.Server));

    /// <summary>Of a user who is suspended every process knows within a second.</summary>
    public async Task SuspendAndWait(UserNumber user)
    {
        await Suspend(user);
        await chat.Service<Suspended>().Refresh(default);
    }

    public async Task<TResult> Do<TResult>(ICommand<TResult> command) where TResult : class =>
        (await chat.Service<CommandBus>().Send(command, TenantAdministration.Operator(tenant)))
        .Match(result => result, refusal => throw new InvalidOperationException($"{refusal.Code}: {refusal.Message}"));
}
