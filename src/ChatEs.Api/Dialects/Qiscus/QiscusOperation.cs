using ChatEs.Api.Http;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>One operation of the dialect: made once, called for every request.</summary>
internal abstract class QiscusOperation
{
    /// <returns>What the operation answered with is null; a problem is rendered by the caller.</returns>
    protected abstract Task<QiscusProblem?> Answer(QiscusCall call);

    public async Task Run(HttpContext http, string route, QiscusAuth auth)
    {
        var problem = await Try(http, route, auth);
        if (problem is not null)
            QiscusErrors.Write(http, problem);
    }

    private async Task<QiscusProblem?> Try(HttpContext http, string route, QiscusAuth auth)
    {
        var requestId = RequestHeaders.NameRequest(http);
        var (credential, refused) = await auth.Recognise(http.Request);
        if (credential is null)
            return refused;
        var (parameters, unreadable) = await QiscusParameters.Read(http.Request);
        if (parameters is null)
            return unreadable;
        string? key = null;
        if (HttpMethods.IsPost(http.Request.Method) && !RequestHeaders.TryReadIdempotencyKey(http.Request.Headers[RequestHeaders.IdempotencyKey], out key))
            return QiscusErrors.Invalid(RequestHeaders.IdempotencyKey, "Must be 1 to 255 visible ASCII characters, given once.");
        return await Answer(new QiscusCall(http, route, credential, auth, parameters, requestId, key));
    }
}
