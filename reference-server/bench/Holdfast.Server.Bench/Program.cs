using Holdfast.Server.Bench;

// The servers run in processes of their own, because their CPU time and memory are what is measured.
if (args is ["--server", var kind, var directory])
{
    await Servers.RunAsync(kind, directory);
    return;
}

var only = args.FirstOrDefault(argument => !argument.StartsWith('-'));
(string Name, Func<Task> Run)[] benches =
[
    ("large", LargeUpload.RunAsync),
    ("small", SmallUploads.RunAsync),
    ("hooks-large", HookCost.RunLargeAsync),
    ("hooks-small", HookCost.RunSmallAsync),
    ("hooks-idle", HookCost.RunIdleAsync),
    ("trickle", TricklingUploads.RunAsync),
    ("handover", Handover.RunAsync),
    ("sync", SyncToDisk.RunAsync),
    ("s3", S3Upload.RunAsync),
];
foreach (var (_, run) in benches.Where(bench => only is null || bench.Name == only))
{
    await run();
}
