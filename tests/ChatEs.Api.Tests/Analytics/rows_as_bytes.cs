using System.Buffers;
using System.Text;
using System.Text.Json;
using ChatEs.Application.Analytics.Tabular;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

public sealed class rows_as_bytes
{
    private static readonly Column[] Columns =
    [
        new("n", ColumnType.Integer, ""), new("t", ColumnType.Text, ""), new("b", ColumnType.Boolean, ""), new("at", ColumnType.Timestamp, ""),
        new("x", ColumnType.Number, ""), new("d", ColumnType.Date, ""),
    ];

    private static readonly object?[] Row =
    [
        -7L, "a", true, new DateTimeOffset(2026, 3, 29, 3, 30, 0, TimeSpan.FromHours(2)).AddMicroseconds(5), 0.1, new DateOnly(2026, 3, 29),
    ];

    [Fact]
    public void are_rfc_4180()
    {
        Csv(Row).ShouldBe("-7,a,true,2026-03-29T01:30:00.000005Z,0.1,2026-03-29\r\n");
        Csv([null, "", null, null, null, null]).ShouldBe(",\"\",,,,\r\n");
        Csv([1L, "a,b", false, null, null, null]).ShouldBe("1,\"a,b\",false,,,\r\n");
        Csv([1L, "say \"hi\"\nbye", null, null, null, null]).ShouldBe("1,\"say \"\"hi\"\"\nbye\",,,,\r\n");
        Csv([1L, " a ", null, null, null, null]).ShouldBe("1,\" a \",,,,\r\n");
        var output = new ArrayBufferWriter<byte>();
        new CsvFormat().Header(output, Columns);
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("n,t,b,at,x,d\r\n");
    }

    [Fact]
    public void are_json_with_every_column()
    {
        Ndjson(Row).ShouldBe("""{"n":-7,"t":"a","b":true,"at":"2026-03-29T01:30:00.000005Z","x":0.1,"d":"2026-03-29"}""" + "\n");
        Ndjson([null, "", null, null, null, null]).ShouldBe("""{"n":null,"t":"","b":null,"at":null,"x":null,"d":null}""" + "\n");
        Ndjson([1L, "🦊 ñ < \u2028\n", null, null, null, null]).Count(c => c == '\n').ShouldBe(1);
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+49 30")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("＝1")]
    public void are_safe_for_spreadsheets_only_where_that_is_asked_for(string text)
    {
        CsvText.Rows(Csv([-1L, text, null, null, null, null]))[0].ShouldBe(["-1", text, null, null, null, null]);
        CsvText.Rows(Csv([-1L, text, null, null, null, null], isSafe: true))[0].ShouldBe(["-1", $"'{text}", null, null, null, null]);
        CsvText.Rows(Csv([-1L, "plain =1", null, null, null, null], isSafe: true))[0][1].ShouldBe("plain =1");
    }

    [Fact]
    public void bring_any_text_back() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(
            ArbMap.Default.ArbFor<string>().Filter(text => text is not null && text.All(c => !char.IsSurrogate(c))),
            text =>
            {
                var awkward = text + "\",\r\n\u2028🦊" + text;
                foreach (var written in new[] { text, awkward })
                {
                    CsvText.Rows(Csv([1L, written, null, null, null, null]))[0][1].ShouldBe(written);
                    JsonSerializer.Deserialize<JsonElement>(Ndjson([1L, written, null, null, null, null])).GetProperty("t").GetString().ShouldBe(written);
                }
            }));

    private static string Csv(object?[] row, bool isSafe = false) => Bytes(new CsvFormat(isSafe), row);

    private static string Ndjson(object?[] row) => Bytes(new NdjsonFormat(), row);

    private static string Bytes(RowFormat format, object?[] row)
    {
        var output = new ArrayBufferWriter<byte>();
        format.Row(output, Columns, row);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
