using System.Globalization;
using System.Runtime.InteropServices;
using Holdfast.Sabotage;

// --list, or --sabotage NAME [PORT [DIRECTORY]]; ends on SIGTERM or SIGINT like any server.
if (args is ["--list"])
{
    foreach (var one in DefectCatalogue.All)
    {
        Console.WriteLine($"{one.Name}  {one.Breaks}");
    }

    return 0;
}

if (args is not ["--sabotage", var name, ..] || DefectCatalogue.All.FirstOrDefault(defect => defect.Name == name) is not { } defect)
{
    await Console.Error.WriteLineAsync(
        $"'{string.Join(' ', args)}' was given; expected '--sabotage NAME [PORT [DIRECTORY]]' with a name that '--list' shows.");
    return 64;
}

var own = args.Length > 3 ? null : Directory.CreateTempSubdirectory("holdfast-sabotage-");
var port = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0;
await using (var server = await DefectiveServer.StartAsync(defect, own?.FullName ?? args[3], port, CancellationToken.None))
{
    Console.WriteLine($"{defect.Name}: {server.Url}");
    var end = new TaskCompletionSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    await end.Task;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        end.TrySetResult();
    }
}

own?.Delete(recursive: true);
return 0;
