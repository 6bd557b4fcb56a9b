using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Grpc;
using Holdfast.Server.Hooks.Http;
using Holdfast.Server.Hooks.Plugins;
using Holdfast.Server.Hooks.Scripts;
using Holdfast.Server.Replies;

namespace Holdfast.Cli.Serve;

/// <summary>What the settings mean for hooks.</summary>
internal static class HookConfiguration
{
    // RFC 2606, section 2: a name that nothing has.
    private static readonly Uri NoUrl = new("http://none.invalid");

    /// <summary>Adds the hooks that are asked for. Values are read in any case, so that a wrong one is told.</summary>
    /// <exception cref="UsageException">A value is invalid, or the directory isn't there.</exception>
    public static UploadOptions Add(UploadOptions options, ServeSettings settings)
    {
        var hooks = Read(settings);
        return hooks.Providers.Count > 0 ? options.WithHooks(hooks) : options;
    }

    /// <summary>The hooks that are asked for, which may be none.</summary>
    public static HookOptions Read(ServeSettings settings) => new()
    {
        EnabledEvents = ReadEvents(settings),
        ProgressInterval = settings.Wait("progress-hooks-interval"),
        AtLeastOnce = settings.Switch("hooks-at-least-once"),
        LongestRetryPause = settings.Wait("hooks-longest-retry-pause"),

        // tusd takes the first of them and ignores the others.
        Providers =
        [
            .. new IHookProvider?[] { OpenScripts(settings), OpenHttp(settings), OpenGrpc(settings), OpenPlugin(settings) }
                .OfType<IHookProvider>(),
        ],
    };

    /// <summary>The enabled events; an empty list stands for all that tusd has.</summary>
    public static IReadOnlySet<HookType> ReadEvents(ServeSettings settings) =>
        settings.List("hooks-enabled-events") is { Count: > 0 } names
            ? names.Select(name => HookTypes.Parse(name) ?? throw new UsageException(
                $"'{name}' is not an event. '-hooks-enabled-events' takes a list of "
                    + $"{string.Join(", ", Enum.GetValues<HookType>().Select(type => $"'{HookTypes.NameOf(type)}'"))}."))
                .ToHashSet()
            : HookTypes.OfTusd;

    /// <summary>How hooks are called over HTTP.</summary>
    public static HttpHookOptions ReadHttp(ServeSettings settings) => new()
    {
        Url = ReadUrl(settings),
        ForwardHeaders = ReadFields("hooks-http-forward-headers", settings),
        Attempts = (int)settings.Number("hooks-http-retry", atMost: int.MaxValue),
        Backoff = settings.Duration("hooks-http-backoff"),
        Timeout = settings.Wait("hooks-http-timeout"),
        SizeLimit = (int)settings.Number("hooks-http-size-limit", atMost: int.MaxValue / 2),
        SkipVerify = settings.Switch("hooks-http-skip-verify"),
        RequireContentType = settings.Switch("hooks-http-require-content-type"),
        MaxConnections = (int)settings.Number("hooks-http-max-connections", atMost: int.MaxValue),
    };

    /// <summary>How hooks are called over gRPC.</summary>
    public static GrpcHookOptions ReadGrpc(ServeSettings settings) => new()
    {
        Target = settings.Text("hooks-grpc"),
        ForwardHeaders = ReadFields("hooks-grpc-forward-headers", settings),
        Attempts = (int)settings.Number("hooks-grpc-retry", atMost: int.MaxValue),
        Backoff = settings.Duration("hooks-grpc-backoff"),
        Timeout = settings.Wait("hooks-grpc-timeout"),
        IsSecure = settings.Switch("hooks-grpc-secure"),
        ServerCertificateFile = settings.OptionalText("hooks-grpc-server-tls-certificate"),
        ClientCertificateFile = settings.OptionalText("hooks-grpc-client-tls-certificate"),
        ClientKeyFile = settings.OptionalText("hooks-grpc-client-tls-key"),
    };

    /// <summary>How programs are run as hooks.</summary>
    public static ScriptHookOptions ReadScripts(ServeSettings settings) => new()
    {
        Directory = settings.Text("hooks-dir"),
        Timeout = settings.Duration("hooks-dir-timeout") is var timeout && timeout > TimeSpan.Zero ? timeout : null,
    };

    /// <summary>Which assembly is run as a plugin.</summary>
    public static PluginHookOptions ReadPlugin(ServeSettings settings) => new()
    {
        AssemblyFile = settings.Text("hooks-plugin"),
        Timeout = settings.Wait("hooks-plugin-timeout"),
    };

    private static ScriptHooks? OpenScripts(ServeSettings settings)
    {
        var options = ReadScripts(settings);
        return options.Directory.Length == 0 ? null
            : Directory.Exists(options.Directory) ? new ScriptHooks(options)
            : throw new UsageException(
                $"'{options.Directory}' is not a directory. '-hooks-dir' takes one with programs that are named like the events.");
    }

    private static HttpHooks? OpenHttp(ServeSettings settings)
    {
        var options = ReadHttp(settings);
        return settings.OptionalText("hooks-http") is null ? null : Open("hooks-http", () => new HttpHooks(options));
    }

    private static GrpcHooks? OpenGrpc(ServeSettings settings)
    {
        var options = ReadGrpc(settings);
        return options.Target.Length == 0 ? null : Open("hooks-grpc", () => new GrpcHooks(options));
    }

    private static PluginHooks? OpenPlugin(ServeSettings settings)
    {
        var options = ReadPlugin(settings);
        return options.AssemblyFile.Length == 0 ? null : Open("hooks-plugin", () => new PluginHooks(options));
    }

    private static T Open<T>(string flag, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"{exception.Message} See the flags '-{flag}…' in 'holdfast serve --help'.", exception);
        }
    }

    private static IReadOnlyList<string> ReadFields(string flag, ServeSettings settings)
    {
        var names = settings.List(flag);
        return names.FirstOrDefault(name => !FieldText.IsName(name)) is not { } wrong ? names : throw new UsageException(
            $"'{wrong}' is not the name of a header field. '-{flag}' takes names with commas between them, for example "
                + "'Authorization,Cookie'.");
    }

    private static Uri ReadUrl(ServeSettings settings) => settings.OptionalText("hooks-http") is not { } text ? NoUrl
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
        : throw new UsageException(
            $"'{text}' is not a valid URL. '-hooks-http' takes one with its scheme, for example 'http://localhost:8000'.");
}
