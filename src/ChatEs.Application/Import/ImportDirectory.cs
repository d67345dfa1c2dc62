using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.Import;

/// <summary>
/// The rooms and authors of one import by their names in the file, made where they are not there yet. A name that was
/// refused stays refused, with the sentence that each of its lines gets.
/// </summary>
internal sealed class ImportDirectory(CommandBus bus, Numbers numbers, UserDirectory directory, UserQueries users, CommandContext context)
{
    /// <summary>More names than this and they are looked up again: what is known must not grow with the file.</summary>
    private const int KnownAtMost = 200_000;

    private readonly Dictionary<string, (RoomNumber Number, Refusal? Refusal)> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (UserNumber Number, Refusal? Refusal)> _authors = new(StringComparer.Ordinal);

    public async Task<Dictionary<string, (RoomNumber Number, Refusal? Refusal)>> Rooms(IEnumerable<string> names, CancellationToken cancellation)
    {
        var asked = names.ToHashSet(StringComparer.Ordinal);
        Bound(_rooms);
        var unknown = asked.Where(name => !_rooms.ContainsKey(name)).ToList();
        var created = await Task.WhenAll(unknown.Select(name => Create(name, cancellation)));
        for (var i = 0; i < unknown.Count; i++)
            _rooms[unknown[i]] = (created[i].Result?.Room ?? default, created[i].Refusal);
        return asked.ToDictionary(name => name, name => _rooms[name], StringComparer.Ordinal);
    }

    /// <summary>All unknown ones are looked up by one query, and registered side by side: they share a commit.</summary>
    public async Task<Dictionary<string, (UserNumber Number, Refusal? Refusal)>> Authors(IEnumerable<string> names, CancellationToken cancellation)
    {
        var asked = names.ToHashSet(StringComparer.Ordinal);
        Bound(_authors);
        var missing = asked.Where(name => !_authors.ContainsKey(name)).ToList();
        foreach (var user in await users.ByExternalIds(context.Caller.Tenant, [.. missing.Where(Validation.IsExternalId)], cancellation))
            _authors[user.ExternalId] = (user.Number, null);
        var unknown = missing.Where(name => !_authors.ContainsKey(name)).ToList();
        var registered = await Task.WhenAll(unknown.Select(name => directory.Register(name, name, context, cancellation)));
        for (var i = 0; i < unknown.Count; i++)
            _authors[unknown[i]] = (registered[i].Result?.User ?? default, registered[i].Refusal);
        return asked.ToDictionary(name => name, name => _authors[name], StringComparer.Ordinal);
    }

    /// <summary>A room that has the key already is the answer.</summary>
    private async Task<Outcome<RoomGotResult>> Create(string name, CancellationToken cancellation)
    {
        var number = await numbers.NextRoom(cancellation);
        var outcome = await bus.Send(new GetOrCreateChannel(number, Actor.Server, name, name, RoomVisibility.Public, []), context, cancellation);
        if (outcome.Result?.Room != number)
            numbers.GiveBack(number);
        return outcome;
    }

    private static void Bound<T>(Dictionary<string, T> known)
    {
        if (known.Count > KnownAtMost)
            known.Clear();
    }
}
