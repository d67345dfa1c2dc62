using System.Globalization;

namespace ChatEs.Benchmarks.Report;

internal static class FigureTable
{
    public static void Line(Figure f) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{f.Name,-40} c={f.Connections,-4} {f.Measured.PerSecond,9:n0}/s p50 {f.Measured.P50Milliseconds,7:n2} p99 {f.Measured.P99Milliseconds,7:n2} cpu {f.Measured.Cpu.Service:n2}/{f.Measured.Cpu.Postgres:n2}/{f.Measured.Cpu.Client:n2} ({f.Measured.Cpu.PerOperation(f.Measured.PerSecond):n0} us/op, others {f.Measured.Cpu.Others:n2}) rss {f.Measured.ResidentBytes >> 20} {string.Join(' ', f.Ratios.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Value:n2}x {r.Key}")))}"));
}
