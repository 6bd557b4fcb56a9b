using System.Text.Json.Serialization;

namespace Holdfast.Cli.Serve;

[JsonSerializable(typeof(string))]
internal sealed partial class LogJson : JsonSerializerContext;
