namespace ChatEs.Api.Hosting.PrivatePostgres;

/// <summary>
/// The private PostgreSQL cannot be had. The message is a sentence for the person at the terminal and says what to do;
/// whoever catches it prints that and no stack trace.
/// </summary>
public sealed class PrivateServerException : Exception
{
    public PrivateServerException()
    {
    }

    public PrivateServerException(string message) : base(message)
    {
    }

    public PrivateServerException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
