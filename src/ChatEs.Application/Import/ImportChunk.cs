using ChatEs.Domain;

namespace ChatEs.Application.Import;

/// <summary>Some thousand lines with all that was looked up for them.</summary>
/// <param name="Lines">All, in the order of the file.</param>
/// <param name="Entries">Those of them that could be read.</param>
/// <param name="Existing">By id: those of the lines, and of the messages that they answer or edit, that are there already.</param>
internal sealed record ImportChunk(
    IReadOnlyList<ImportLine> Lines,
    IReadOnlyList<IdentifiedLine> Entries,
    IReadOnlyDictionary<string, (RoomNumber Number, Refusal? Refusal)> Rooms,
    IReadOnlyDictionary<string, (UserNumber Number, Refusal? Refusal)> Authors,
    Dictionary<Guid, ImportedLine> Existing)
{
    public static Guid[] Messages(IEnumerable<IdentifiedLine> lines) =>
        [.. lines.SelectMany(l => l.Line is ImportLine.Edit ? [l.Target!.Value] : l.Target is { } target ? new[] { l.Id, target } : [l.Id]).Distinct()];

    public static Guid[] Edits(IEnumerable<IdentifiedLine> lines) => [.. lines.Where(l => l.Line is ImportLine.Edit).Select(l => l.Id).Distinct()];
}
