namespace ChatEs.Fuzz.Wire;

/// <summary>What came back for one request.</summary>
/// <param name="Ends">The connection is of no more use.</param>
/// <param name="IsPart">There is more of the body, or no end of it; nobody waited for it.</param>
internal sealed record Answer(int Status, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body, bool Ends, bool IsPart)
{
    /// <summary>Null where it is not there; several are joined.</summary>
    public string? this[string header] => Headers.Where(h => h.Name.Equals(header, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).ToList() switch
    {
        [] => null,
        var values => string.Join(", ", values),
    };

    /// <summary>Without its parameters, in small letters; "" where none is told.</summary>
    public string Type => (this["Content-Type"] ?? "").Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>
    /// Kestrel says no by itself to what is no HTTP, before anybody else hears of it: without a body, and closing the connection.
    /// </summary>
    public bool IsOfKestrel => Body.Length == 0 && Ends && Type.Length == 0 && this["X-Request-Id"] is null
        && Status is 400 or 405 or 408 or 411 or 413 or 414 or 417 or 421 or 431 or 501 or 505;
}

/// <summary>What came back is no HTTP, or broke off.</summary>
internal sealed class BrokenAnswerException(string message) : Exception(message);
