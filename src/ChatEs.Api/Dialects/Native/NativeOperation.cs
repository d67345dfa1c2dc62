using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary>One operation of <c>/v1</c>: made once, called for every request.</summary>
internal abstract class NativeOperation
{
    /// <summary>The query values that the operation knows. Any other is refused: a misspelt <c>limit</c> must not pass for none.</summary>
    protected virtual string[] QueryNames => [];

    /// <summary>The one among them that may stand there more than once.</summary>
    protected virtual string? RepeatedQueryName => null;

    /// <returns>What the operation answered with is null; a problem is rendered by the caller.</returns>
    protected abstract Task<NativeProblem?> Answer(NativeCall call);

    public async Task Run(HttpContext http, string route, NativeAuth auth)
    {
        var (call, problem) = await auth.Admit(http, route);
        if (call is not null)
        {
            CheckQuery(call);
            problem = call.Problem ?? await Answer(call);
        }
        if (problem is not null)
            await NativeErrors.Write(http, problem);
    }

    private void CheckQuery(NativeCall call)
    {
        if (!call.Http.Request.QueryString.HasValue)
            return;
        foreach (var (name, values) in call.Http.Request.Query)
        {
            if (!QueryNames.Contains(name, StringComparer.Ordinal))
                call.Invalid(name, QueryNames is [] ? "This operation takes no query values." : $"Unknown query value; known are {string.Join(", ", QueryNames)}.");
            else if (values.Count > 1 && name != RepeatedQueryName)
                call.Invalid(name, "This query value may be given once.");
            else if (values.Any(value => value is null || !Validation.CanBeStored(value)))
                call.Invalid(name, "This query value may not contain the NUL character.");
        }
    }
}
