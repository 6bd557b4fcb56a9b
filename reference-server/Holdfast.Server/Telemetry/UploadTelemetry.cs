namespace Holdfast.Server.Telemetry;

/// <summary>
/// The names under which an application subscribes to what the server measures, with OpenTelemetry or any other listener.
/// </summary>
public static class UploadTelemetry
{
    /// <summary>
    /// The meter of the server (<see cref="System.Diagnostics.Metrics.Meter"/>). Its instruments have the names of tusd's metrics. A store
    /// on S3 has a meter of its own, whose name begins with this one and a dot.
    /// </summary>
    public const string MeterName = "Holdfast.Server";

    /// <summary>The source of the server's spans (<see cref="System.Diagnostics.ActivitySource"/>).</summary>
    public const string ActivitySourceName = "Holdfast.Server";
}
