using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Holdfast.Cli.Tests.Architecture;

/// <summary>
/// The folders of a project, and which of them uses which. The sources say in which folder a type is declared, the compiled assembly says
/// which types it uses. Uses of a constant don't count, because the compiler copies its value.
/// </summary>
internal sealed partial class ProjectFolders
{
    private static readonly ConcurrentDictionary<string, Lazy<ProjectFolders>> Read = new();

    private readonly Dictionary<string, string> _folderOf = [];

    private ProjectFolders(string project)
    {
        var (root, name) = (Repository.PathTo(project.Split('/')), Path.GetFileName(project));
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            var folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace('\\', '/');
            if (folder.Split('/')[0] is not ("bin" or "obj"))
            {
                Declare(file, folder, name);
            }
        }

        var named = XDocument.Load(Path.Combine(root, $"{name}.csproj")).Descendants("AssemblyName").SingleOrDefault();
        using var assembly =
            AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, $"{(string?)named ?? name}.dll"));
        Uses = [.. assembly.MainModule.GetTypes().SelectMany(UsesOf).Distinct()];
    }

    /// <summary>The folders in which types are declared, relative to the project; "." is the project's own.</summary>
    public IEnumerable<string> Folders => _folderOf.Values.Distinct();

    /// <summary>Each use of a type in another folder.</summary>
    public IReadOnlyList<FolderUse> Uses { get; }

    /// <param name="project">The project's folder, relative to the repository's root; the project has the same name.</param>
    public static ProjectFolders Of(string project) => Read.GetOrAdd(project, path => new(() => new ProjectFolders(path))).Value;

    // Namespaces are file-scoped, so that only the declarations of types that are not nested begin a line.
    [GeneratedRegex(
        @"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|ref|unsafe) )*"
            + @"(?:class|struct|interface|enum|record(?: struct| class)?|delegate \S+) (\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static string NameOf(TypeDefinition type) => $"{type.Namespace}.{type.Name.Split('`')[0]}";

    private static IEnumerable<TypeReference> Mentioned(TypeDefinition type) =>
    [
        .. type.Interfaces.Select(implemented => implemented.InterfaceType),
        .. type.Fields.Select(field => field.FieldType),
        .. type.Methods.SelectMany(method => Signature(method).Concat(method.HasBody ? Body(method.Body) : [])),
        .. type.BaseType is null ? [] : new[] { type.BaseType },
    ];

    private static IEnumerable<TypeReference> Signature(MethodReference method) =>
    [
        method.ReturnType,
        method.DeclaringType,
        .. method.Parameters.Select(parameter => parameter.ParameterType),
        .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
    ];

    private static IEnumerable<TypeReference> Body(MethodBody body) =>
    [
        .. body.Variables.Select(variable => variable.VariableType),
        .. body.Instructions.SelectMany(instruction => instruction.Operand switch
        {
            TypeReference type => [type],
            FieldReference field => [field.FieldType, field.DeclaringType],
            MethodReference method => Signature(method),
            _ => [],
        }),
    ];

    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };

    private IEnumerable<FolderUse> UsesOf(TypeDefinition type) =>
        from mentioned in Mentioned(type).SelectMany(Parts).OfType<TypeDefinition>().Distinct()
        let user = NameOf(Outermost(type))
        let used = NameOf(Outermost(mentioned))
        where _folderOf.ContainsKey(user) && _folderOf.ContainsKey(used) && _folderOf[user] != _folderOf[used]
        select new FolderUse(_folderOf[user], user, _folderOf[used], used);

    private void Declare(string file, string folder, string rootNamespace)
    {
        switch (Path.GetExtension(file))
        {
            case ".cs":
                var source = File.ReadAllText(file);
                var space = Namespace().Match(source).Groups[1].Value;
                foreach (Match declaration in Declaration().Matches(source))
                {
                    _folderOf[$"{space}.{declaration.Groups[1].Value}"] = folder;
                }

                break;
            case ".razor":
                // The compiler makes a type of each component, in the namespace of its folder.
                _folderOf[$"{rootNamespace}.{folder.Replace('/', '.')}.{Path.GetFileNameWithoutExtension(file)}"] = folder;
                break;
        }
    }
}
