using System.Collections.Concurrent;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.Tenancy;

/// <summary>
/// Gives out the numbers of rooms, users and files. They are drawn from the database in blocks, so that a new room costs no round trip;
/// what a process has drawn and not used when it stops is a hole, which is fine.
/// </summary>
public sealed class Numbers(NpgsqlDataSource db) : IDisposable
{
    private readonly Block _rooms = new(db, "room_numbers", 32);
    private readonly Block _users = new(db, "user_numbers", 64);
    private readonly Block _files = new(db, "file_numbers", 32);

    public async ValueTask<RoomNumber> NextRoom(CancellationToken cancellation) => new(await _rooms.Next(cancellation));

    /// <summary>
    /// A room number that no event got is given out again. Room numbers are few (2^26 for all tenants), and asking for a
    /// room that exists already must not use them up.
    /// </summary>
    public void GiveBack(RoomNumber unused) => _rooms.GiveBack(unused.Value);

    public async ValueTask<UserNumber> NextUser(CancellationToken cancellation) => new(await _users.Next(cancellation));

    public async ValueTask<FileNumber> NextFile(CancellationToken cancellation) => new(await _files.Next(cancellation));

    public void Dispose()
    {
        _files.Dispose();
        _rooms.Dispose();
        _users.Dispose();
    }

    /// <param name="size">The sequence's increment: a drawn value is the first of that many.</param>
    private sealed class Block(NpgsqlDataSource db, string sequence, int size) : IDisposable
    {
        private readonly SemaphoreSlim _one = new(1, 1);
        private readonly ConcurrentStack<long> _unused = new();
        private long _next;
        private long _end;

        public void Dispose() => _one.Dispose();

        public void GiveBack(long unused) => _unused.Push(unused);

        public async ValueTask<long> Next(CancellationToken cancellation)
        {
            if (_unused.TryPop(out var unused))
                return unused;
            await _one.WaitAsync(cancellation);
            try
            {
                if (_next == _end)
                {
                    await using var command = db.CreateCommand($"select nextval('vault.{sequence}')");
                    _next = (long)(await command.ExecuteScalarAsync(cancellation))!;
                    _end = _next + size;
                }
                return _next++;
            }
            finally
            {
                _one.Release();
            }
        }
    }
}
