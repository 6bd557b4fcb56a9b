using Holdfast.Client.Bench;

// Server and clients run in processes of their own, because memory and compilation count.
switch (args)
{
    case ["--server", var directory]:
        await BenchServer.RunAsync(directory);
        return;
    case ["--large", var url, var file]:
        await LargeUpload.UploadAsync(new Uri(url), file);
        return;
    case ["--small", var url, var count]:
        await SmallUploads.UploadAsync(new Uri(url), int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
        return;
}

var only = args.FirstOrDefault(argument => !argument.StartsWith('-'));
(string Name, Func<Task> Run)[] benches = [("large", LargeUpload.RunAsync), ("small", SmallUploads.RunAsync)];
foreach (var (_, run) in benches.Where(bench => only is null || bench.Name == only))
{
    await run();
}
