using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Benchmarks.Ground;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Microsoft.Extensions.DependencyInjection;

namespace ChatEs.Benchmarks.Flood;

/// <summary>A second tenant with a few rooms of ten, each with a page of messages.</summary>
internal static class QuietTenant
{
    public const string Id = "quiet";

    public static async Task<SeededRoom[]> Rooms(IServiceProvider services, string keyId, int count, CancellationToken cancellation)
    {
        var (bus, directory, numbers) =
            (services.GetRequiredService<CommandBus>(), services.GetRequiredService<UserDirectory>(), services.GetRequiredService<Numbers>());
        var context = new CommandContext(new Caller(Id, $"key:{keyId}", null, "v1"));
        List<UserNumber> users = [];
        for (var place = 0; place < Seed.MembersPerRoom; place++)
            users.Add((await directory.Register(Seeded.ExternalId(place), null, context, cancellation)).Result!.User);
        var rooms = new SeededRoom[count];
        for (var i = 0; i < count; i++)
        {
            rooms[i] = new(await numbers.NextRoom(cancellation), $"quiet-{i}", [.. Enumerable.Range(0, Seed.MembersPerRoom)]);
            Must(await bus.Send(new CreateRoom(rooms[i].Number, RoomVisibility.Private, $"Quiet {i}", rooms[i].Key, null, users), context, cancellation));
            for (var message = 0; message < Sizes.Page; message++)
            {
                var author = users[message % users.Count];
                var post = new PostMessage(rooms[i].Number, Guid.CreateVersion7(), author, MessageKind.Text, Seed.Text);
                Must(await bus.Send(post, new(new Caller(Id, $"key:{keyId}", author, "v1")), cancellation));
            }
        }
        return rooms;
    }

    private static void Must<T>(Outcome<T> outcome) where T : class
    {
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException(refusal.Message);
    }
}
