using ChatEs.Benchmarks.Scenarios;

namespace ChatEs.Benchmarks.Subjects;

/// <summary>What is measured: the service as its own process, or the application floor inside this one.</summary>
internal interface ISubject : IAsyncDisposable
{
    const int PrimingCallers = 64;

    /// <summary>
    /// Every member posts once into each of his rooms. Who posts for the first time since the service started is looked
    /// up in the database, and ten thousand such look-ups would otherwise fall into the first figures.
    /// </summary>
    Task Prime(CancellationToken cancellation);

    Task<Measured> Run(Loop loop, int connections, Window window, CancellationToken cancellation);
}
