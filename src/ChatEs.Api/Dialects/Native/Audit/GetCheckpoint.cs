using System.Text;
using ChatEs.Application.Auditing.Checkpoints;

namespace ChatEs.Api.Dialects.Native.Audit;

/// <summary><c>GET /v1/audit/checkpoint</c>: the signed note, as c2sp.org/tlog-checkpoint has it.</summary>
internal sealed class GetCheckpoint(LogProofs proofs, CheckpointStore checkpoints) : NativeOperation
{
    protected override Description Describe() => new Description("The newest checkpoint of the log, or the one of a size.")
    {
        More = "A signed note (c2sp.org/tlog-checkpoint): the name of the log, how many events it has, the root of their Merkle tree in base64, and the signature. Less than a second behind the log. Keep it: no later change of what it covers escapes who has it.",
    }
        .ForAuditors()
        .Asking(LogSizes.Value("size", "How many events; checkpoints of hours that are over are not all kept. Else the newest."))
        .AnsweringText("The note.")
        .Refusing(NativeCodes.CheckpointNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var size = LogSizes.Of(call, "size");
        if (call.Problem is { } problem)
            return problem;
        var found = size is { } n ? await checkpoints.At(n, call.Aborted) : await proofs.Newest(call.Aborted);
        if (found is null)
            return NativeErrors.CheckpointNotFound(size);
        call.Http.Response.ContentType = "text/plain; charset=utf-8";
        await call.Http.Response.WriteAsync(found.Note, Encoding.UTF8, call.Aborted);
        return null;
    }
}

/// <summary>Sizes of the log and places in it, in a query.</summary>
internal static class LogSizes
{
    public static QueryValue Value(string name, string meaning) => new(name, meaning, "integer") { Least = 1, Most = NativeValues.LargestNumber };

    public static long? Of(NativeCall call, string name) => call.QueryNumber(name, 1, NativeValues.LargestNumber);

    /// <summary>What must be given.</summary>
    public static long Required(NativeCall call, string name)
    {
        if (call.Query(name) is null)
            call.Invalid(name, "Is missing.");
        return Of(call, name) ?? 0;
    }
}
