using System.Text;
using ChatEs.Fuzz.Oracles;
using ChatEs.Fuzz.Seeds;
using ChatEs.Fuzz.Wire;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Faults;

/// <summary>The oracles of the fuzzer: one that never objects proves nothing.</summary>
public sealed class judging_answers
{
    private const string Problem = "application/problem+json";
    private const string Json = "application/json";

    [Theory]
    [InlineData(400, Problem, """{"title":"Bad Request","status":400,"code":"invalid","detail":"No.","requestId":"1"}""", "")]
    [InlineData(400, Problem, """{"title":"Bad Request","status":401,"code":"invalid","detail":"No.","requestId":"1"}""", "error shape")]
    [InlineData(400, Problem, """{"title":"Bad Request","status":400,"code":"invalid","requestId":"1"}""", "error shape")]
    [InlineData(400, Json, """{"title":"Bad Request","status":400,"code":"invalid","detail":"No.","requestId":"1"}""", "error shape")]
    [InlineData(500, Problem, """{"title":"Internal","status":500,"code":"internal","detail":"No.","requestId":"1"}""", "5xx")]
    [InlineData(400, Problem, """{"title":"Bad Request","status":400,"code":"invalid","detail":"Npgsql said no.","requestId":"1"}""", "stack trace")]
    [InlineData(200, Json, """{"a":1""", "not JSON")]
    [InlineData(200, Json, """{"a":"\ud800"}""", "not JSON")]
    [InlineData(200, "text/csv", "\u00ff", "not UTF-8")]
    [InlineData(405, Problem, """{"title":"No","status":405,"code":"method_not_allowed","detail":"No.","requestId":"1"}""", "405 without Allow")]
    public void objects_to_what_must_not_be(int status, string type, string body, string kind) => Objections(Dialect.Native, status, type, body).ShouldBe(kind.Length == 0 ? [] : [kind]);

    [Theory]
    [InlineData(nameof(Dialect.Roomlio), """{"code":"malformed","message":"No."}""", """{"code":"malformed","msg":"No."}""")]
    [InlineData(nameof(Dialect.Qiscus), """{"error":{"message":"No.","detailed_messages":["No."]},"status":400}""", """{"error":{"message":"No."},"status":400}""")]
    [InlineData(nameof(Dialect.ChatMessages), """{"name":"BadRequest","message":"No.","code":400,"className":"bad-request","errors":{}}""", """{"name":"BadRequest","message":"No.","code":404,"className":"bad-request","errors":{}}""")]
    [InlineData(nameof(Dialect.Virola), """{"errorText":"No.","httpStatusCode":400}""", """{"errorText":"","httpStatusCode":400}""")]
    [InlineData(nameof(Dialect.MeetingLawyers), """{"error":{"code":"malformed","message":"No."}}""", """{"error":"malformed"}""")]
    [InlineData(nameof(Dialect.Files), """{"error":"No."}""", """{"errors":"No."}""")]
    public void knows_how_each_dialect_says_no(string name, string right, string wrong)
    {
        var dialect = Enum.Parse<Dialect>(name);
        Objections(dialect, 400, Json, right).ShouldBeEmpty();
        Objections(dialect, 400, Json, wrong).ShouldBe(["error shape"]);
        Objections(dialect, 400, "text/html", right).ShouldBe(["error shape"]);
        Objections(dialect, 400, Json, "No.").ShouldBe(["not JSON", "error shape"]);
    }

    [Fact]
    public void tells_what_the_server_refused_by_itself()
    {
        var answer = new Answer(400, [("Content-Length", "0"), ("Connection", "close")], [], Ends: true, IsPart: false);
        AnswerOracle.Judge(answer, Dialect.Native, "GET").ShouldBeEmpty();
        AnswerOracle.Judge(answer with { Ends = false }, Dialect.Native, "GET").ShouldHaveSingleItem();
        AnswerOracle.Judge(answer with { Headers = [("X-Injected", "yes")] }, Dialect.Native, "GET").ShouldHaveSingleItem();
    }

    [Fact]
    public void sees_what_was_stored()
    {
        Stored.Compare([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [1, 2, 3, 3, 5, 6, 7, 8, 9, 10, 11], 400).ShouldBeNull();
        Stored.Compare([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [2, 2, 3, 5, 5, 6, 7, 8, 9, 10, 11], 400).ShouldNotBeNull().Kind.ShouldBe("stored events and files");
    }

    private static IEnumerable<string> Objections(Dialect dialect, int status, string type, string body) =>
        AnswerOracle.Judge(new Answer(status, [("Content-Type", type)], body == "\u00ff" ? [0xff] : Encoding.UTF8.GetBytes(body), Ends: false, IsPart: false), dialect, "GET").Select(objection => objection.Kind);
}
