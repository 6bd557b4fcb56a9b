using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Holdfast.Server.Hooks.FaultyPlugin;

/// <summary>A plugin that does what the file <c>fault</c> beside it says.</summary>
public sealed class FaultyHooks : IHookProvider, IDisposable
{
    // Begins what it does while it is loaded.
    private const string Loading = "load-";

    // It is loaded into memory, so that its own assembly has no place; the process has been told.
    private readonly string _directory = Path.GetDirectoryName(Environment.GetCommandLineArgs()[^2])!;

    public FaultyHooks()
    {
        if (Fault.StartsWith(Loading, StringComparison.Ordinal))
        {
            Do(Fault[Loading.Length..]);
        }
    }

    private string Fault => File.Exists(At("fault")) ? File.ReadAllText(At("fault")) : "";

    public async ValueTask<HookResponse> InvokeAsync(HookRequest request, CancellationToken cancellationToken)
    {
        Do(Fault);
        switch (Fault)
        {
            case "null":
                return null!;
            case "slow":
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
                break;
            case "hang":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
                break;
            case "wait for the cancellation":
                await using (cancellationToken.Register(() => File.WriteAllText(At("cancelled"), "")))
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                }

                break;
            case "wait for the file":
                await File.WriteAllTextAsync(At("waiting"), "", cancellationToken);
                while (!File.Exists(At("go")))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
                }

                break;
        }

        return new HookResponse
        {
            HttpResponse = new HookHttpResponse
            {
                Header = new Dictionary<string, string?> { ["X-Process"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture) },
                Body = Fault == "large" ? new string('x', 5_000_000) : null,
            },
        };
    }

    public void Dispose() => File.WriteAllText(At("disposed"), "");

    [SuppressMessage("Usage", "CA2201", Justification = "It is a fault.")]
    private static void Do(string fault)
    {
        switch (fault)
        {
            case "throw":
                throw new Exception("no luck");
            case "exit":
                Environment.Exit(3);
                break;
            case "fail-fast":
                Environment.FailFast("as it was told");
                break;
            case "overflow":
                Overflow(0);
                break;
            case "thread":
                var thread = new Thread(() => throw new Exception("in a thread of its own"));
                thread.Start();
                thread.Join();
                break;
            case "block":
                using (var never = new ManualResetEventSlim())
                {
                    never.Wait();
                }

                break;
            case "garbage":
                using (var output = Console.OpenStandardOutput())
                {
                    output.Write("garbage that is no frame"u8);
                }

                break;
            case "talk":
                Console.WriteLine("A plugin talks.");
                break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Overflow(int depth) => Overflow(depth + 1) + Overflow(depth + 2);

    private string At(string name) => Path.Combine(_directory, name);
}
