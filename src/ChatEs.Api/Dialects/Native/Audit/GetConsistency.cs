using ChatEs.Application.Auditing.Checkpoints;

namespace ChatEs.Api.Dialects.Native.Audit;

/// <summary><c>GET /v1/audit/consistency</c>: that the log of one size is the beginning of that of another.</summary>
internal sealed class GetConsistency(LogProofs proofs) : NativeOperation
{
    protected override Description Describe() => new Description("The proof that the log has only grown from one size to another.")
    {
        More = "By RFC 9162, section 2.1.4. The roots are those that what is stored now gives: compare the first with the checkpoint you kept, and the second with the one that comes along.",
    }
        .ForAuditors()
        .Asking(
            LogSizes.Value("from", "The size of the checkpoint that you have.") with { Required = true },
            LogSizes.Value("to", "The size of a later one; else the newest."))
        .Answering(NativeJsonContext.Default.ConsistencyBody)
        .Refusing(NativeCodes.CheckpointNotFound, NativeCodes.LogTampered);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (from, to) = (LogSizes.Required(call, "from"), LogSizes.Of(call, "to"));
        if (from > to)
            call.Invalid("to", "Must not be less than from.");
        if (call.Problem is { } problem)
            return problem;
        var (proof, broken) = await proofs.Consistency(from, to, call.Aborted);
        if (broken is not null)
            return NativeErrors.LogTampered(broken);
        return proof is null
            ? NativeErrors.CheckpointNotFound(to ?? from)
            : call.Answer(
                StatusCodes.Status200OK,
                new(proof.From, proof.To, proof.FromRoot, proof.ToRoot, proof.Proof, proof.Checkpoint),
                NativeJsonContext.Default.ConsistencyBody);
    }
}
