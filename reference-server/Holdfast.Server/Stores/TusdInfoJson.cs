using System.Text.Json.Serialization;

namespace Holdfast.Server;

[JsonSerializable(typeof(InfoFile))]
internal sealed partial class InfoFileJson : JsonSerializerContext;
