using System.Globalization;
using System.Text.Json;

namespace ChatEs.Faults.Load;

/// <summary>The requests of one client. Every text that it writes occurs in no other request.</summary>
internal sealed class Requests(int client, World world, Random random)
{
    private int _made;

    /// <summary>Half of the posts carry a key, some an id of their own, some both, some nothing.</summary>
    public Request Post(World.Room room)
    {
        var (command, way) = (Next("post"), random.Next(10));
        // Of the version that the service makes, and of another, which it settles otherwise.
        Guid? id = way switch { 5 or 7 => Guid.CreateVersion7(), 6 => Guid.NewGuid(), _ => null };
        return new(
            Act.Post, command, HttpMethod.Post, Path($"v1/rooms/{room.Number}/messages"),
            id is null ? Json(("text", command)) : Json(("text", command), ("id", id)))
        {
            User = Me,
            Key = way is < 5 or 7 ? command : null,
            ChosenId = id,
            Room = room.Number,
            Text = command,
        };
    }

    public Request Edit(World.Room room, long message)
    {
        var command = Next("edit");
        return new(Act.Edit, command, HttpMethod.Patch, Path($"v1/rooms/{room.Number}/messages/{message}"), Json(("text", command)))
        {
            User = Me,
            Room = room.Number,
            Message = message,
            Text = command,
        };
    }

    public Request Delete(World.Room room, long message) =>
        new(Act.Delete, Next("delete"), HttpMethod.Delete, Path($"v1/rooms/{room.Number}/messages/{message}"))
        {
            User = Me,
            Room = room.Number,
            Message = message,
        };

    public Request See(World.Room room, long upTo)
    {
        var (command, one) = (Next("see"), random.Next(5) == 0);
        var message = one ? random.NextInt64(1, upTo + 1) : upTo;
        return new(Act.See, command, HttpMethod.Post, Path($"v1/rooms/{room.Number}/seen"), Json((one ? "message" : "upTo", message)))
        {
            User = Me,
            Key = random.Next(2) == 0 ? command : null,
            Room = room.Number,
            From = one ? message : 1,
            Message = message,
        };
    }

    public Request Group()
    {
        var command = Next("room");
        return new(Act.CreateRoom, command, HttpMethod.Post, "v1/rooms", Json(("name", command))) { User = Me, Key = command, Text = command };
    }

    /// <summary>A group with everybody in it.</summary>
    public Request Group(IReadOnlyList<string> users)
    {
        var command = Next("room");
        return new(Act.CreateRoom, command, HttpMethod.Post, "v1/rooms", Json(("name", command), ("participants", users))) { User = Me, Key = command, Text = command };
    }

    public Request Channel(int channel)
    {
        var key = Path($"channel-{channel}");
        return new(Act.GetChannel, Next("get"), HttpMethod.Post, "v1/rooms", Json(("kind", "channel"), ("key", key), ("visibility", "public"), ("name", key)))
        {
            User = Me,
            Text = key,
        };
    }

    public Request Single(int other) =>
        new(Act.GetSingle, Next("get"), HttpMethod.Post, "v1/rooms", Json(("kind", "single"), ("participants", new[] { World.NameOf(other) })))
        {
            User = Me,
            Text = World.NameOf(other),
        };

    /// <summary>The server does it: nobody else may.</summary>
    public Request Add(int user)
    {
        var (command, room) = (Next("add"), world.Restless);
        return new(Act.Add, command, HttpMethod.Post, Path($"v1/rooms/{room.Number}/participants"), Json(("users", new[] { World.NameOf(user) })))
        {
            Key = command,
            Room = room.Number,
            Text = World.NameOf(user),
        };
    }

    public Request Remove(int user)
    {
        var room = world.Restless;
        return new(Act.Remove, Next("remove"), HttpMethod.Delete, Path($"v1/rooms/{room.Number}/participants?user={World.NameOf(user)}"))
        {
            Room = room.Number,
            Text = World.NameOf(user),
        };
    }

    public Request Page(World.Room room) =>
        new(Act.ReadPage, Next("page"), HttpMethod.Get, Path($"v1/rooms/{room.Number}/messages?limit=20")) { User = Me, Room = room.Number };

    public Request Unread(World.Room room) =>
        new(Act.ReadUnread, Next("unread"), HttpMethod.Get, Path($"v1/rooms/{room.Number}/unread")) { User = Me, Room = room.Number };

    private string Me => World.NameOf(client);

    private string Next(string what) => Path($"{what}-{client}-{++_made}");

    private static string Path(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Json(params (string Name, object? Value)[] members) =>
        JsonSerializer.Serialize(members.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal));
}
