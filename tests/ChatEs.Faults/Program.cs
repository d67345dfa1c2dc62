using System.CommandLine;
using ChatEs.Api.Hosting.PrivatePostgres;
using ChatEs.Faults;
using ChatEs.Faults.Ground;
using ChatEs.Faults.Plans;

var names = Enum.GetValues<FaultKind>().Select(FaultKinds.NameOf).ToList();
var schedules = new Option<int>("--schedules") { Description = "How many.", DefaultValueFactory = _ => 10 };
var seed = new Option<int?>("--seed") { Description = "Of the first schedule; the others follow by one each. Drawn and printed otherwise. A schedule is repeated by --seed N --schedules 1." };
var seconds = new Option<double>("--seconds") { Description = "Load of each schedule.", DefaultValueFactory = _ => 8 };
var faults = new Option<string?>("--faults") { Description = $"Which, with commas between them; all but step-clock otherwise: {string.Join(", ", names)}. none is load alone." };
var folder = new Option<string>("--folder") { Description = "Where a schedule that does not hold leaves its logs and its history.", DefaultValueFactory = _ => Path.GetTempPath() };
var json = new Option<string?>("--json") { Description = "Also write the outcomes to this file." };
schedules.Validators.Add(given =>
{
    if (given.GetValueOrDefault<int>() is < 1 or > 100_000)
        given.AddError("--schedules takes a number from 1 to 100000.");
});
seconds.Validators.Add(given =>
{
    if (given.GetValueOrDefault<double>() is not (>= 1 and <= 600))
        given.AddError("--seconds takes a number from 1 to 600.");
});
faults.Validators.Add(given =>
{
    foreach (var unknown in (given.GetValueOrDefault<string?>() ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Where(name => name != "none" && FaultKinds.Parse(name) is null))
        given.AddError($"--faults does not know '{unknown}'; it knows {string.Join(", ", names)}, none.");
});

var root = new RootCommand(
    "Kills, cuts and fills what ChatEs runs on while clients write down every answer, and proves afterwards that nothing answered is lost and nothing is there twice.")
{
    schedules, seed, seconds, faults, folder, json,
};
root.SetAction(async (arguments, cancellation) =>
{
    var wanted = arguments.GetValue(faults) is { } given
        ? given.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(FaultKinds.Parse).OfType<FaultKind>()
        // It holds a library of its own in front of the system's clock, which is not to be taken for granted.
        : Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.StepClock);
    var options = new FaultOptions(
        arguments.GetValue(schedules), arguments.GetValue(seed) ?? Random.Shared.Next(1_000_000), TimeSpan.FromSeconds(arguments.GetValue(seconds)),
        [.. wanted], arguments.GetValue(folder)!, arguments.GetValue(json));
    try
    {
        return await FaultRun.Everything(options, cancellation);
    }
    catch (Exception error) when (error is FaultException or PrivateServerException)
    {
        await Console.Error.WriteLineAsync(error.Message);
        return 1;
    }
});
// Ctrl-C: the services and PostgreSQL are ended and the disk is unmounted before the program goes.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });
