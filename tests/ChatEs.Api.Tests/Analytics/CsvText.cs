using System.Text;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>A reader of RFC 4180 of our own, that tells null from the empty text.</summary>
internal static class CsvText
{
    public static List<List<string?>> Rows(byte[] bytes) => Rows(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes));

    public static List<List<string?>> Rows(string text)
    {
        List<List<string?>> rows = [];
        for (var at = 0; at < text.Length;)
        {
            List<string?> row = [];
            while (true)
            {
                row.Add(Cell(text, ref at));
                if (text[at] == ',')
                {
                    at++;
                    continue;
                }
                if (text.AsSpan(at, 2) is not "\r\n")
                    throw new FormatException($"A line does not end with CR LF at {at}.");
                at += 2;
                break;
            }
            rows.Add(row);
        }
        return rows;
    }

    private static string? Cell(string text, ref int at)
    {
        if (text[at] != '"')
        {
            var end = text.IndexOfAny([',', '\r', '\n'], at);
            var plain = text[at..end];
            at = end;
            return plain.Length == 0 ? null : plain;
        }
        var cell = new StringBuilder();
        for (at++; ; at++)
        {
            if (text[at] != '"')
                cell.Append(text[at]);
            else if (text[at + 1] == '"')
                cell.Append(text[at++]);
            else
                break;
        }
        at++;
        return cell.ToString();
    }
}
