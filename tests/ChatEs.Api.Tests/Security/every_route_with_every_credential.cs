using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Security;

/// <summary>
/// The credential matrix: every route that the service has, called with every kind of credential by a request in which
/// nothing else is wrong. What is expected stands in matrix.txt, and on docs/security.md; with CHATES_WRITE_DOCS=1 both are
/// written, and somebody has to read what changed.
/// </summary>
public sealed class every_route_with_every_credential(MatrixRun run) : IClassFixture<MatrixRun>
{
    [Fact]
    public void is_answered_as_the_matrix_says()
    {
        if (Environment.GetEnvironmentVariable("CHATES_WRITE_DOCS") == "1")
        {
            MatrixTable.Write(run.Rows);
            MatrixTable.Show(MatrixTable.Rendered(run.Rows));
        }
        var expected = MatrixTable.Read();
        expected.Keys.ShouldBe(MatrixCalls.All.Select(call => call.Name), ignoreOrder: true);
        run.Rows.Where(row => row.Value != expected[row.Key]).Select(row => $"{row.Key}\n  is     {row.Value}\n  not    {expected[row.Key]}").ShouldBeEmpty();
        MatrixTable.Shown().ShouldBe(MatrixTable.Rendered(expected));
    }

    [Fact]
    public void has_a_row_for_every_route_there_is() => MatrixCalls.All.Select(call => call.Route).Distinct().ShouldBe(
        run.Chat.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
            endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}") ?? []),
        ignoreOrder: true);

    /// <summary>What is not one's own is to the letter what is not there.</summary>
    [Fact]
    public void tells_no_stranger_what_there_is()
    {
        run.Strangers.Count.ShouldBeGreaterThan(200);
        run.Strangers
            .Where(asked => asked.There.Status != asked.Nowhere.Status || (asked.There.Status >= 400 && asked.There.Text != asked.Nowhere.Text))
            .Select(asked => $"{asked.Asked}:\n  {asked.There}\n  {asked.Nowhere}").ShouldBeEmpty();
    }
}
