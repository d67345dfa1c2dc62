using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ChatEs.Application.Import;

/// <summary>
/// The id that a line of a file gets. It is a function of what the file says, so that a second import finds what the
/// first has done, whichever process that was and wherever it stopped.
/// </summary>
public static class ImportIds
{
    /// <summary>No part but the last may contain NUL, else two messages could share an id.</summary>
    public static Guid MessageId(string tenant, string room, string sourceId) => Hash($"{tenant}\0import\0{room}\0{sourceId}");

    /// <summary>
    /// Of a line to which the source gives no id: what it says, and the how manieth it is of those that say the same. Not
    /// its number in the file, since a file that begins elsewhere has the same lines under other numbers.
    /// </summary>
    public static Guid LineId(string tenant, ImportLine.Entry line, int occurrence) => line switch
    {
        ImportLine.Notice n => Hash(
            $"{tenant}\0import-{n.Kind}\0{n.RoomName}\0{n.At.UtcTicks}\0{occurrence}\0{n.Author?.Length}\0{n.Author}{n.Text}"),
        ImportLine.Edit e => Hash($"{tenant}\0import-edit\0{e.RoomName}\0{e.At.UtcTicks}\0{occurrence}\0{e.EditOf.Length}\0{e.EditOf}{e.Text}"),
        _ => throw new ArgumentException($"A {line.Kind} has an id of its own.", nameof(line)),
    };

    /// <summary>A UUID of version 8.</summary>
    private static Guid Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}

/// <summary>
/// Gives the lines of a file their ids, in the order of the file. It remembers the last ones only, since what is known
/// must not grow with the file: equal lines have equal times, so in a file in order of time they stand close together.
/// </summary>
internal sealed class LineIds(string tenant)
{
    private const int Remembered = 50_000;

    private Dictionary<Guid, int> _latest = [];
    private Dictionary<Guid, int> _older = [];

    public IdentifiedLine Identify(ImportLine.Entry line) => line switch
    {
        ImportLine.Message m => new(m, Of(m.RoomName, m.Id), m.ReplyTo is { } target ? Of(m.RoomName, target) : null),
        ImportLine.Notice { Id: { } id } n => new(n, Of(n.RoomName, id), null),
        ImportLine.Edit e => new(e, Next(e), Of(e.RoomName, e.EditOf)),
        _ => new(line, Next(line), null),
    };

    private Guid Of(string room, string id) => ImportIds.MessageId(tenant, room, id);

    private Guid Next(ImportLine.Entry line)
    {
        var first = ImportIds.LineId(tenant, line, 1);
        if (_latest.Count == Remembered)
            (_older, _latest) = (_latest, []);
        ref var times = ref CollectionsMarshal.GetValueRefOrAddDefault(_latest, first, out var there);
        if (!there)
            times = _older.GetValueOrDefault(first);
        return ++times == 1 ? first : ImportIds.LineId(tenant, line, times);
    }
}

/// <param name="Id">Of the message that it becomes, or of the edit.</param>
/// <param name="Target">The id of the message that it answers or edits.</param>
internal sealed record IdentifiedLine(ImportLine.Entry Line, Guid Id, Guid? Target);
