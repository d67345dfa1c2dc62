using System.Text.Json;
using ChatEs.Application;
using ChatEs.Application.Analytics.Reports;
using ChatEs.Application.Analytics.Tabular;

namespace ChatEs.Api.Cli;

/// <summary>Reports under <c>--json</c>: the columns differ from one to the next, so no record has their shape.</summary>
internal static class ReportJson
{
    public static void Write(TextWriter to, string tenant, ReportQuery query, IReadOnlyList<ReportTable> tables)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Wire.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("tenant", tenant);
            json.WriteString("timezone", query.TimeZone);
            json.WriteStartArray("reports");
            foreach (var table in tables)
                Write(json, query, table);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        to.WriteLine(System.Text.Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length));
    }

    private static void Write(Utf8JsonWriter json, ReportQuery query, ReportTable table)
    {
        json.WriteStartObject();
        json.WriteString("report", table.Report.Name);
        json.WriteNumber("asOf", table.AsOf);
        if (table.Report.HasBuckets)
            json.WriteString("by", query.By);
        json.WriteBoolean("hasMore", table.HasMore);
        json.WriteStartArray("rows");
        foreach (var row in table.Rows)
            NdjsonFormat.Write(json, table.Report.Columns, row);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
