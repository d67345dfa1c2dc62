using System.Text;
using System.Text.Json;
using ChatEs.Api.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ChatEs.Api.Dialects.Qiscus;

internal enum BodyFault
{
    None,
    UnknownType,
    NotJson,
    NotText,
    NotMultipart,
    TooMany,
}

/// <summary>The three encodings of a body.</summary>
internal static class QiscusBodies
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = Json.Deepest };

    public static async ValueTask<BodyFault> Read(
        string? contentType, byte[] body, QiscusParameters.Reading into, CancellationToken cancellation)
    {
        if (body is [])
            return BodyFault.None;
        if (string.IsNullOrEmpty(contentType))
            return Guess(body, into);
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
            return BodyFault.UnknownType;
        if (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            return ReadJson(body, into);
        if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return await ReadMultipart(HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), body, into, cancellation);
        return type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase)
            ? Guess(body, into)
            : BodyFault.UnknownType;
    }

    /// <summary>curl -d sends JSON as a form; no parameter of a form begins with a brace.</summary>
    private static BodyFault Guess(byte[] body, QiscusParameters.Reading into) =>
        body.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? ReadJson(body, into) : ReadForm(body, into);

    private static BodyFault ReadForm(byte[] body, QiscusParameters.Reading into)
    {
        if (Text(body) is not { } text)
            return BodyFault.NotText;
        return into.AddForm(text.AsSpan().TrimEnd("\r\n")) ? BodyFault.None : BodyFault.TooMany;
    }

    private static BodyFault ReadJson(byte[] body, QiscusParameters.Reading into)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return BodyFault.NotJson;
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!AddMember(member.Name, member.Value, into))
                    return BodyFault.TooMany;
            }
            return BodyFault.None;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Text without a UTF-16 or UTF-8 form raises InvalidOperationException, and not before it is read.
            return BodyFault.NotJson;
        }
    }

    private static bool AddMember(string name, JsonElement value, QiscusParameters.Reading into)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return true;
            case JsonValueKind.Array:
                into.AddEmptyList(name);
                var list = QiscusParameters.Reading.Split(name).Name;
                return value.EnumerateArray().Where(item => item.ValueKind != JsonValueKind.Null)
                    .All(item => into.Add(list, isList: true, int.MaxValue, Value(item)));
            default:
                var (text, isDocument) = Value(value);
                return into.Add(name, text, isDocument);
        }
    }

    private static QiscusValue Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new(value.GetString()!, false),
        JsonValueKind.Object or JsonValueKind.Array => new(value.GetRawText(), true),
        _ => new(value.GetRawText(), false),
    };

    /// <summary>Files among the parts are passed over: no call of this dialect takes one.</summary>
    private static async ValueTask<BodyFault> ReadMultipart(
        string boundary, byte[] body, QiscusParameters.Reading into, CancellationToken cancellation)
    {
        if (boundary is "" or { Length: > 70 })
            return BodyFault.NotMultipart;
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body, writable: false));
            while (await reader.ReadNextSectionAsync(cancellation) is { } section)
            {
                if (section.GetContentDispositionHeader() is not { } disposition || !disposition.IsFormDisposition())
                    continue;
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, cancellation);
                if (Text(content.ToArray()) is not { } text)
                    return BodyFault.NotText;
                if (!into.Add(HeaderUtilities.RemoveQuotes(disposition.Name).ToString(), text))
                    return BodyFault.TooMany;
            }
            return BodyFault.None;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return BodyFault.NotMultipart;
        }
    }

    /// <returns>Null when it is not UTF-8.</returns>
    private static string? Text(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
