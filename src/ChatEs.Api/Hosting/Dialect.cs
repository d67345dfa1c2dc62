namespace ChatEs.Api.Hosting;

/// <summary>What can go wrong outside a dialect's own operations.</summary>
internal enum Failure
{
    NotFound,
    MethodNotAllowed,

    /// <summary>The body broke off, or is not framed as HTTP wants it.</summary>
    BadRequest,
    BodyTooLarge,

    /// <summary>Of a file: it is another than If-Match or If-Unmodified-Since asks for.</summary>
    PreconditionFailed,

    /// <summary>Of a file: it has not so many bytes.</summary>
    RangeNotSatisfiable,

    /// <summary>The tenant has too many requests waiting.</summary>
    TooManyRequests,
    Unavailable,

    /// <summary>The database went away in the middle: what was asked may have been carried out, or was, and its answer cannot be told.</summary>
    UnknownOutcome,
    Internal,
}

/// <summary>A dialect as the host sees it: where its paths begin (whole segments), and how it words a failure.</summary>
internal sealed record Dialect(IReadOnlyList<string> Prefixes, Func<HttpContext, Failure, Task> Fail);
