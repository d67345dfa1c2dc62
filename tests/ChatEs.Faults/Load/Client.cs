using System.Text.Json;

namespace ChatEs.Faults.Load;

/// <summary>One user who does something, looks at what he gets, and does the next thing.</summary>
internal sealed class Client(int number, World world, Wire wire, Random random)
{
    private const int MostAttempts = 8;

    private readonly Requests _requests = new(number, world, random);
    private readonly List<(World.Room Room, long Number)> _posted = [];

    public async Task Run(CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            await Act();
            await Task.Delay(random.Next(5, 50), until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Act()
    {
        var room = world.Any(number, random);
        switch (random.Next(100))
        {
            case < 46:
                await Post(room);
                break;
            case < 54 when _posted.Count > 0:
                var edited = _posted[random.Next(_posted.Count)];
                await Carry(_requests.Edit(edited.Room, edited.Number));
                break;
            case < 58 when _posted.Count > 0:
                var deleted = _posted[random.Next(_posted.Count)];
                await Carry(_requests.Delete(deleted.Room, deleted.Number));
                break;
            case < 70 when room.Last > 0:
                await Carry(_requests.See(room, room.Last));
                break;
            case < 73:
                await Group();
                break;
            case < 78:
                await Found(_requests.Channel(random.Next(6)), only: null);
                break;
            case < 81:
                var other = random.Next(world.Users.Count);
                if (other != number)
                    await Found(_requests.Single(other), [number, other]);
                break;
            case < 84:
                await Carry(random.Next(2) == 0 ? _requests.Add(random.Next(world.Users.Count)) : _requests.Remove(random.Next(world.Users.Count)));
                break;
            case < 92:
                await Carry(_requests.Page(room));
                break;
            default:
                await Carry(_requests.Unread(room));
                break;
        }
    }

    private async Task Post(World.Room room)
    {
        var answer = await Carry(_requests.Post(room));
        if (answer is not { IsDone: true })
            return;
        var at = answer.Json.GetProperty("number").GetInt64();
        room.Last = at;
        _posted.Add((room, at));
    }

    private async Task Group()
    {
        var answer = await Carry(_requests.Group());
        if (answer is { IsDone: true })
            world.Know(new(answer.Json.GetProperty("room").GetInt64(), [number]));
    }

    private async Task Found(Request request, IReadOnlyList<int>? only)
    {
        var answer = await Carry(request);
        if (answer is { IsDone: true } && answer.Json.TryGetProperty("room", out JsonElement room))
            world.Know(new(room.GetInt64(), only));
    }

    /// <summary>
    /// Sends it, and where nobody knows what became of it again, to whichever service, as long as it is safe to repeat.
    /// Sometimes the client gives it up, and sometimes he hangs up in the middle.
    /// </summary>
    private async Task<Attempt> Carry(Request request)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? hangUp = random.Next(30) == 0 ? TimeSpan.FromMilliseconds(random.NextDouble() * 15) : null;
            var sent = await wire.Send(request, (number + random.Next(random.Next(4) == 0 ? wire.Services : 1)) % wire.Services, hangUp);
            if (!sent.IsUnknown || !request.Once || attempt == MostAttempts || random.Next(15) == 0)
                return sent;
            await Task.Delay(random.Next(20, 400), CancellationToken.None);
        }
    }
}
