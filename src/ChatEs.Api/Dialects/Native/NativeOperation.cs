using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary>One operation of <c>/v1</c>: made once, called for every request.</summary>
internal abstract class NativeOperation
{
    public Description Description => field ??= Describe();

    protected abstract Description Describe();

    /// <returns>What the operation answered with is null; a problem is rendered by the caller.</returns>
    protected abstract Task<NativeProblem?> Answer(NativeCall call);

    public async Task Run(HttpContext http, string route, NativeAuth auth)
    {
        var (call, problem) = await auth.Admit(http, route, Description.AdmissionOf(http.Request));
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
        var known = Description.Query;
        foreach (var (name, values) in call.Http.Request.Query)
        {
            if (known.FirstOrDefault(value => value.Name == name) is not { } meant)
                call.Invalid(name, known is [] ? "This operation takes no query values." : $"Unknown query value; known are {string.Join(", ", known.Select(value => value.Name))}.");
            else if (values.Count > 1 && !meant.Repeated)
                call.Invalid(name, "This query value may be given once.");
            else if (values.Any(value => value is null || !Validation.CanBeStored(value)))
                call.Invalid(name, "This query value may not contain the NUL character.");
        }
    }
}
