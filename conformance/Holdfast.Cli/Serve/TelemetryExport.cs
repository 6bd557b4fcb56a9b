using System.Reflection;
using System.Runtime.CompilerServices;
using Holdfast.Server.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Holdfast.Cli.Serve;

/// <summary>
/// Sends metrics and traces to an OpenTelemetry collector, by flags or by OpenTelemetry's own variables. Disposing it sends what is left.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly IReadOnlyList<IDisposable> _providers;

    private TelemetryExport(IReadOnlyList<IDisposable> providers) => _providers = providers;

    /// <summary>Begins to send; null when nobody asked for it. Values are read in any case, so that a wrong one is told.</summary>
    /// <exception cref="UsageException">A value is invalid.</exception>
    public static TelemetryExport? Start(ServeSettings settings)
    {
        var given = new Target(ReadEndpoint(settings), ReadProtocol(settings), ReadHeaders(settings));
        var signals = ReadSignals(settings);
        var providers = new List<IDisposable>();
        if (signals.Contains("traces") && IsWanted(given, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))
        {
            providers.Add(SendTraces(given));
        }

        if (signals.Contains("metrics") && IsWanted(given, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"))
        {
            providers.Add(SendMetrics(given));
        }

        return providers.Count > 0 ? new TelemetryExport(providers) : null;
    }

    public void Dispose()
    {
        foreach (var provider in _providers)
        {
            provider.Dispose();
        }
    }

    // Neither inlined nor of OpenTelemetry's types, here and below: its assemblies are loaded only if something is sent.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IDisposable SendTraces(Target given) => Sdk.CreateTracerProviderBuilder()
        .SetResourceBuilder(Resource())
        .AddSource(UploadTelemetry.ActivitySourceName)
        .AddOtlpExporter(options => given.ApplyTo(options, "v1/traces"))
        .Build();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IDisposable SendMetrics(Target given) => Sdk.CreateMeterProviderBuilder()
        .SetResourceBuilder(Resource())
        .AddMeter($"{UploadTelemetry.MeterName}*", "System.Runtime")
        .AddOtlpExporter(options => given.ApplyTo(options, "v1/metrics"))
        .Build();

    private static bool IsWanted(Target given, string ownVariable) =>
        given.Endpoint is not null
        || new[] { EndpointVariable, ownVariable }.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last, because later attributes win.
    private static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddService("holdfast", serviceVersion: typeof(TelemetryExport).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    private static Uri? ReadEndpoint(ServeSettings settings) => settings.OptionalText("otlp-endpoint") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
        : throw new UsageException(
            $"'{text}' is not a valid URL. '-otlp-endpoint' takes one with its scheme, for example 'http://localhost:4317'.");

    private static string? ReadProtocol(ServeSettings settings) => settings.OptionalText("otlp-protocol") switch
    {
        null => null,
        "grpc" or "http/protobuf" => settings.OptionalText("otlp-protocol"),
        var other => throw new UsageException($"'{other}' is not a protocol of OTLP. '-otlp-protocol' takes 'grpc' or 'http/protobuf'."),
    };

    private static string? ReadHeaders(ServeSettings settings)
    {
        foreach (var field in settings.List("otlp-headers"))
        {
            if (field.Split('=', 2) is not [{ Length: > 0 }, _])
            {
                throw new UsageException(
                    $"'{field}' is not a header field. '-otlp-headers' takes names and values, separated by commas, for example "
                        + "'x-team=video,x-token=secret'.");
            }
        }

        return settings.OptionalText("otlp-headers");
    }

    private static IReadOnlyList<string> ReadSignals(ServeSettings settings)
    {
        var signals = settings.List("otlp-signals");
        return signals.FirstOrDefault(signal => signal is not ("metrics" or "traces")) is not { } other
            ? signals
            : throw new UsageException(
                $"'{other}' is not a signal. '-otlp-signals' takes 'metrics', 'traces' or both, separated by a comma.");
    }

    // What no flag says stays as the variables of OpenTelemetry say, which the exporter has read already.
    private sealed record Target(Uri? Endpoint, string? Protocol, string? Headers)
    {
        public void ApplyTo(OtlpExporterOptions options, string path)
        {
            options.Protocol = Protocol switch
            {
                "grpc" => OtlpExportProtocol.Grpc,
                "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
                _ => options.Protocol,
            };
            options.Headers = Headers ?? options.Headers;
            if (Endpoint is { } endpoint)
            {
                // OTLP/HTTP, Endpoint URLs: the general one is a base, to which each signal's path is added. The exporter does so with the
                // variable only.
                options.Endpoint = options.Protocol == OtlpExportProtocol.Grpc
                    ? endpoint
                    : new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
            }
        }
    }
}
