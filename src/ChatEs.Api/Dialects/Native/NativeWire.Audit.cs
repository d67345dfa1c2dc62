using System.Text.Json.Serialization;

namespace ChatEs.Api.Dialects.Native;

/// <summary>Written by AuditLine, which writes these very names; here for the document and its schema.</summary>
internal sealed record EventLineBody(
    [property: JsonPropertyName("sequence"), Means("Its place in the whole log, from 1.")] long Sequence,
    [property: JsonPropertyName("tenant"), Means("Whose it is.")] string Tenant,
    [property: JsonPropertyName("stream"), Means("room-, user- or tenant- and the number or id.")] string Stream,
    [property: JsonPropertyName("version"), Means("Its place in its stream, from 1.")] long Version,
    [property: JsonPropertyName("id"), Means("Its UUID.")] Guid Id,
    [property: JsonPropertyName("type"), Means("Its stored name.")] string Type,
    [property: JsonPropertyName("timestamp"), Means("The service's time.")] DateTime Timestamp,
    [property: JsonPropertyName("correlationId"), Means("The request that it came from.")] string? CorrelationId,
    [property: JsonPropertyName("causationId"), Means("The event that it came from.")] string? CausationId,
    [property: JsonPropertyName("headers"), Means("Who asked: caller, dialect, and user where it was for one.")] RawJson? Headers,
    [property: JsonPropertyName("data"), Means("What happened; what a person wrote or is called by stands in personal, with the claimed time, until it is erased.")] RawJson Data,
    [property: JsonPropertyName("salt"), Means("Of the personal part: hexadecimal; missing where there is none.")] string? Salt,
    [property: JsonPropertyName("personalDigest"), Means("Of the personal part, also once it is erased: hexadecimal.")] string? PersonalDigest,
    [property: JsonPropertyName("hash"), Means("Of the event and all before it in its stream: hexadecimal.")] string Hash);
