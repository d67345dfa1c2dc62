using ChatEs.Application.Auditing.Checkpoints;

namespace ChatEs.Api.Dialects.Native.Audit;

/// <summary><c>GET /v1/audit/inclusion</c>: that an event stands at its place in the signed log.</summary>
internal sealed class GetInclusion(LogProofs proofs) : NativeOperation
{
    protected override Description Describe() => new Description("The proof that an event stands at its place in the log.")
    {
        More = "By RFC 9162, section 2.1.3: the leaf is SHA-256(0x00 and the hash of the event), its index is the sequence less one. With the hashes of the proof it makes the root of the checkpoint; the service does not say whether it does.",
    }
        .ForAuditors()
        .Asking(
            LogSizes.Value("sequence", "The event's place in the log.") with { Required = true },
            LogSizes.Value("size", "Of the checkpoint to prove it to; else the newest."))
        .Answering(NativeJsonContext.Default.InclusionBody)
        .Refusing(NativeCodes.EventNotFound, NativeCodes.LogTampered);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (sequence, size) = (LogSizes.Required(call, "sequence"), LogSizes.Of(call, "size"));
        if (call.Problem is { } problem)
            return problem;
        var (proof, broken) = await proofs.Inclusion(call.Tenant, sequence, size, call.Aborted);
        if (broken is not null)
            return NativeErrors.LogTampered(broken);
        return proof is null
            ? NativeErrors.EventNotFound(sequence)
            : call.Answer(
                StatusCodes.Status200OK,
                new(proof.Sequence, proof.Hash, proof.Leaf, proof.Size, proof.Proof, proof.Checkpoint),
                NativeJsonContext.Default.InclusionBody);
    }
}
