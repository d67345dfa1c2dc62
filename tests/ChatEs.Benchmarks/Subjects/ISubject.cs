namespace ChatEs.Benchmarks.Subjects;

/// <summary>What is measured: the service as its own process, or the application floor inside this one.</summary>
internal interface ISubject : IAsyncDisposable
{
    Task<Measured> Run(Work work, int connections, Window window, CancellationToken cancellation);
}
