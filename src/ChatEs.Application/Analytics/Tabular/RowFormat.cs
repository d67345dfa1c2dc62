using System.Buffers;
using System.Text;
using System.Text.Json;

namespace ChatEs.Application.Analytics.Tabular;

/// <summary>Turns rows into bytes. The same row gives the same bytes, wherever and whenever.</summary>
public abstract class RowFormat
{
    /// <summary>Of the file's name, without a dot.</summary>
    public abstract string Extension { get; }

    /// <summary>What stands before the first row.</summary>
    public abstract void Header(IBufferWriter<byte> output, IReadOnlyList<Column> columns);

    /// <param name="cells">One for each column.</param>
    public abstract void Row(IBufferWriter<byte> output, IReadOnlyList<Column> columns, ReadOnlySpan<object?> cells);
}

/// <summary>
/// RFC 4180: UTF-8 without a mark, a header, lines end with CR LF. Nothing between two commas is null; <c>""</c> is the
/// empty text.
/// </summary>
/// <param name="isSafeForSpreadsheets">
/// Put an apostrophe before a text that a spreadsheet would run as a formula. It changes the data: for people only.
/// </param>
public sealed class CsvFormat(bool isSafeForSpreadsheets = false) : RowFormat
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n");

    // Also what a spreadsheet takes off before it looks: line feed, and the full-width forms that it reads as the plain ones.
    private static readonly SearchValues<char> BeginFormulas = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    public override string Extension => "csv";

    public override void Header(IBufferWriter<byte> output, IReadOnlyList<Column> columns)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (i > 0)
                output.Write(","u8);
            Encoding.UTF8.GetBytes(columns[i].Name, output);
        }
        output.Write("\r\n"u8);
    }

    public override void Row(IBufferWriter<byte> output, IReadOnlyList<Column> columns, ReadOnlySpan<object?> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                output.Write(","u8);
            if (cells[i] is string text)
                Text(output, text);
            else if (cells[i] is { } value)
                Encoding.UTF8.GetBytes(Cells.Spell(value), output);
        }
        output.Write("\r\n"u8);
    }

    private void Text(IBufferWriter<byte> output, string text)
    {
        if (isSafeForSpreadsheets && text.Length > 0 && BeginFormulas.Contains(text[0]))
            text = "'" + text;
        // A reader that trims unquoted fields would take spaces off both ends.
        var isPlain = text.Length > 0 && !text.AsSpan().ContainsAny(NeedQuotes) && text[0] != ' ' && text[^1] != ' ';
        Encoding.UTF8.GetBytes(isPlain ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", output);
    }
}

/// <summary>One JSON object a line, members in the order of the columns, all of them always there.</summary>
public sealed class NdjsonFormat : RowFormat
{
    private static readonly JsonWriterOptions Options = new() { Encoder = Wire.Encoder, SkipValidation = true };

    public override string Extension => "ndjson";

    public override void Header(IBufferWriter<byte> output, IReadOnlyList<Column> columns)
    {
    }

    public override void Row(IBufferWriter<byte> output, IReadOnlyList<Column> columns, ReadOnlySpan<object?> cells)
    {
        using (var json = new Utf8JsonWriter(output, Options))
            Write(json, columns, cells);
        output.Write("\n"u8);
    }

    /// <summary>A row as an object.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Column> columns, ReadOnlySpan<object?> cells)
    {
        json.WriteStartObject();
        for (var i = 0; i < cells.Length; i++)
        {
            json.WritePropertyName(columns[i].Name);
            switch (cells[i])
            {
                case null:
                    json.WriteNullValue();
                    break;
                case long integer:
                    json.WriteNumberValue(integer);
                    break;
                case double number:
                    json.WriteNumberValue(number);
                    break;
                case bool flag:
                    json.WriteBooleanValue(flag);
                    break;
                case { } value:
                    json.WriteStringValue(Cells.Spell(value));
                    break;
            }
        }
        json.WriteEndObject();
    }
}
