namespace ChatEs.Api.Dialects.Native;

/// <summary>What a member on the wire means and how far it goes: the OpenAPI document is made of it.</summary>
/// <param name="meaning">A sentence for whoever writes a client.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MeansAttribute(string meaning) : Attribute
{
    public string Meaning => meaning;

    /// <summary>Of a request: it may not be left out.</summary>
    public bool Required { get; init; }

    /// <summary>In UTF-16 code units, or entries of a list; -1 says nothing.</summary>
    public int Fewest { get; init; } = -1;

    public int Most { get; init; } = -1;

    /// <summary>Of a number; -1 says nothing.</summary>
    public long Least { get; init; } = -1;

    public long Greatest { get; init; } = -1;

    /// <summary>The words that it may be, parted by spaces.</summary>
    public string? Words { get; init; }

    /// <summary>As in JSON Schema.</summary>
    public string? Format { get; init; }
}
