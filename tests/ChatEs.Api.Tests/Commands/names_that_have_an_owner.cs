using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Commands;

/// <summary>Found out only under the head, a name that is taken would have every command of its batch stored once more.</summary>
public sealed class names_that_have_an_owner : IAsyncLifetime
{
    private const int Repeats = 100;

    private ChatEsHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ChatEsHost.Start($"names_{Guid.NewGuid():n}");
        await _host.Tenant("acme");
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task are_no_batch_s_loss(bool isCached)
    {
        var acting = new Acting(_host);
        var ann = new UserNumber((await _host.User("acme", "ann")).UserNumber!.Value);
        var ben = new UserNumber((await _host.User("acme", "ben")).UserNumber!.Value);
        var room = await acting.Single(ann, ben);
        var chosen = new PostMessage(room, Guid.NewGuid(), ann, MessageKind.Text, "by an id of mine", ReserveId: true);
        await acting.Do(chosen);

        for (var i = 0; i < Repeats; i++)
        {
            if (!isCached)
                _host.Service<PostgresEventStore>().Cache.Remove(new StreamKey("acme", RoomFamily.StreamId(room)));
            (await acting.Single(ben, ann)).ShouldBe(room);
            (await Refusal(chosen)).ShouldBe(RefusalCode.AlreadyTaken);
        }

        (await RolledBack()).ShouldBeLessThan(Repeats);
        var messages = await _host.Service<MessageQueries>().Recent("acme", null, room, null, 10, 0, ascending: true, default);
        messages.ShouldHaveSingleItem().Id.ShouldBe(chosen.Id);
    }

    /// <summary>What was done once is done, whatever the room has come to since.</summary>
    [Fact]
    public async Task are_said_to_be_taken_before_anything_else_is_said()
    {
        var acting = new Acting(_host);
        var ann = new UserNumber((await _host.User("acme", "ann")).UserNumber!.Value);
        var room = await acting.Room(participants: [ann]);
        foreach (var id in (Guid[])[Guid.NewGuid(), Guid.CreateVersion7()])
        {
            var post = new PostMessage(room, id, ann, MessageKind.Text, "once", ReserveId: true);
            await acting.Do(post);
            (await Refusal(post with { ExpectedNumber = new(1) })).ShouldBe(RefusalCode.AlreadyTaken);
        }
    }

    private async Task<RefusalCode?> Refusal<TResult>(ICommand<TResult> command) where TResult : class =>
        (await _host.Service<CommandBus>().Send(command, TenantAdministration.Operator("acme"))).Refusal?.Code;

    private async Task<long> RolledBack()
    {
        await using var db = NpgsqlDataSource.Create(_host.ConnectionString);
        // A server process tells at its end what it has done.
        await using var end = db.CreateCommand(
            "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        await end.ExecuteNonQueryAsync();
        await using var count = db.CreateCommand("select xact_rollback from pg_stat_database where datname = current_database()");
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
