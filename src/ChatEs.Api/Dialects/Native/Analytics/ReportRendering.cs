using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using ChatEs.Application.Analytics.Reports;
using ChatEs.Application.Analytics.Tabular;
using WireJson = ChatEs.Api.Http.Json;

namespace ChatEs.Api.Dialects.Native.Analytics;

/// <summary>Reports on their way out, row by row.</summary>
internal static class ReportRendering
{
    private const int FlushedAt = 1 << 16;

    public static IReadOnlyList<ReportColumnBody> Columns(Report report) =>
        [.. report.Columns.Select(column => new ReportColumnBody(column.Name, column.TypeName, column.Meaning, column.IsNullable))];

    public static async Task Json(NativeCall call, ReportQuery query, ReportAnswer answer)
    {
        call.Http.Response.ContentType = "application/json";
        var pipe = call.Http.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(pipe, WireJson.WriterOptions);
        Begin(json, query, answer);
        foreach (var row in answer.Rows)
        {
            NdjsonFormat.Write(json, answer.Report.Columns, row);
            if (json.BytesPending >= FlushedAt)
                await json.FlushAsync(call.Aborted);
        }
        json.WriteEndArray();
        if (answer.HasMore)
            json.WriteNumber("next", query.Offset + query.Limit);
        json.WriteEndObject();
        await json.FlushAsync(call.Aborted);
    }

    /// <summary>As a file, with the place in the log beside it.</summary>
    public static async Task Csv(NativeCall call, ReportAnswer answer, bool isSafe)
    {
        var headers = call.Http.Response.Headers;
        call.Http.Response.ContentType = "text/csv; charset=utf-8; header=present";
        headers.ContentDisposition = $"attachment; filename=\"{answer.Report.Name}.csv\"";
        headers[AsOfHeader] = answer.AsOf.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var (format, columns, pipe) = (new CsvFormat(isSafe), answer.Report.Columns, call.Http.Response.BodyWriter);
        var waiting = new ArrayBufferWriter<byte>(FlushedAt);
        format.Header(waiting, columns);
        foreach (var row in answer.Rows)
        {
            format.Row(waiting, columns, row);
            if (waiting.WrittenCount >= FlushedAt)
                await Flush(pipe, waiting, call.Aborted);
        }
        await Flush(pipe, waiting, call.Aborted);
    }

    public const string AsOfHeader = "X-ChatEs-As-Of";

    private static void Begin(Utf8JsonWriter json, ReportQuery query, ReportAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("report", answer.Report.Name);
        json.WriteNumber("asOf", answer.AsOf);
        json.WriteString("timezone", query.TimeZone);
        if (answer.From is { } from)
            json.WriteString("from", from.UtcDateTime);
        if (answer.To is { } to)
            json.WriteString("to", to.UtcDateTime);
        if (answer.Report.HasBuckets)
            json.WriteString("by", query.By);
        json.WritePropertyName("columns");
        JsonSerializer.Serialize(json, Columns(answer.Report), NativeJsonContext.Default.IReadOnlyListReportColumnBody);
        json.WriteStartArray("rows");
    }

    private static async Task Flush(PipeWriter pipe, ArrayBufferWriter<byte> waiting, CancellationToken cancellation)
    {
        await pipe.WriteAsync(waiting.WrittenMemory, cancellation);
        waiting.ResetWrittenCount();
    }
}
