using System.Text;
using System.Text.Json;
using ChatEs.Fuzz.Seeds;
using ChatEs.Fuzz.Wire;

namespace ChatEs.Fuzz.Oracles;

/// <summary>One thing that an oracle objects to.</summary>
/// <param name="Kind">A word; the same for the same defect.</param>
internal sealed record Objection(string Kind, string Words);

/// <summary>What must hold of every answer, whatever was asked.</summary>
internal static class AnswerOracle
{
    /// <summary>No text that is sent has one of these.</summary>
    private static readonly string[] Inner = ["   at ", "Exception", "Npgsql", "System.", ".cs:line", "ChatEs.", "Microsoft.", "/src/"];

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="dialect">Whose shape an error must have; null where nobody knows whom the request reached.</param>
    public static IEnumerable<Objection> Judge(Answer answer, Dialect? dialect, string method)
    {
        if (answer.Headers.Any(header => header.Name.Equals("X-Injected", StringComparison.OrdinalIgnoreCase)))
            yield return new("header injected", "A header of the answer was written by the request.");
        if (answer.IsOfKestrel)
            yield break;
        if (answer.Status >= 500)
            yield return new("5xx", $"Status {answer.Status}.");
        if (answer.Status is not 101 and (< 200 or > 505))
            yield return new("odd status", $"Status {answer.Status}.");
        if (answer.Status == 405 && string.IsNullOrEmpty(answer["Allow"]))
            yield return new("405 without Allow", "Nobody is told which methods there are.");
        if (method == "HEAD" || answer.IsPart || answer.Status is 101 or 204 or 304)
            yield break;

        if (IsText(answer) && Text(answer.Body) is not { } text)
            yield return new("not UTF-8", $"The body says {answer.Type} and is no UTF-8.");
        else if (IsText(answer))
        {
            text = Text(answer.Body)!;
            if (Inner.FirstOrDefault(word => text.Contains(word, StringComparison.Ordinal)) is { } word)
                yield return new("stack trace", $"The body holds '{word}'.");
            if (JsonFault(answer, text) is { } fault)
                yield return new("not JSON", fault);
        }
        if (answer.Status >= 400 && Shape(answer, dialect) is { } wrong)
            yield return new("error shape", wrong);
    }

    private static string? Shape(Answer answer, Dialect? dialect)
    {
        if (dialect is { } known)
            return ErrorShapes.Fault(known, answer);
        return Enum.GetValues<Dialect>().Any(any => ErrorShapes.Fault(any, answer) is null) ? null : "the body has the shape of no dialect";
    }

    private static bool IsText(Answer answer) => answer.Type.StartsWith("text/", StringComparison.Ordinal) || answer.Type.Contains("json", StringComparison.Ordinal);

    private static string? Text(byte[] body)
    {
        try
        {
            return Strict.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? JsonFault(Answer answer, string text)
    {
        if (!answer.Type.Contains("json", StringComparison.Ordinal))
            return null;
        var documents = answer.Type == "application/x-ndjson" ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [text];
        return documents.Select(Fault).FirstOrDefault(fault => fault is not null);
    }

    /// <summary>Every text is read too: half of a surrogate pair behind an escape is JSON and no text.</summary>
    private static string? Fault(string document)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(document), new JsonReaderOptions { MaxDepth = 1_000 });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    reader.GetString();
            }
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"The body says JSON and is none: {e.Message}";
        }
    }
}
