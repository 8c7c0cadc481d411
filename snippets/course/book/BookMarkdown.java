//DEPS org.commonmark:commonmark:0.32.0
//DEPS org.commonmark:commonmark-ext-gfm-tables:0.32.0
//SOURCES JavaHighlight.java

import module java.base;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;

/** Markdown as HTML, with the links and the names of headings that a notebook has in JupyterLab. */
final class BookMarkdown {
    private static final Parser PARSER = Parser.builder()
        .extensions(List.of(TablesExtension.create())).build();

    /** A heading: its level from 1 to 6, its text, and the name that links lead to. */
    record Title(int level, String text, String name) {}

    private final UnaryOperator<String> links;
    private final List<Title> titles = new ArrayList<>();
    private final HtmlRenderer renderer = HtmlRenderer.builder()
        .extensions(List.of(TablesExtension.create()))
        .attributeProviderFactory(context -> (node, tag, attributes) -> {
            if (node instanceof Heading heading) {
                attributes.put("id", title(heading).name());
            }
        })
        .nodeRendererFactory(CodeRenderer::new).build();

    /** @param links returns where a link leads in the book */
    BookMarkdown(UnaryOperator<String> links) {
        this.links = links;
    }

    /** All headings so far. */
    List<Title> titles() {
        return titles;
    }

    String html(String markdown) {
        Node document = PARSER.parse(markdown);
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                link.setDestination(links.apply(link.getDestination()));
                visitChildren(link);
            }

            @Override
            public void visit(Heading heading) {
                titles.add(title(heading));
                visitChildren(heading);
            }
        });
        // A wide table scrolls, and a keyboard can scroll only what it can reach.
        return renderer.render(document)
            .replace("<table>", "<div class=\"table\" tabindex=\"0\"><table>")
            .replace("</table>", "</table></div>");
    }

    private static Title title(Heading heading) {
        var text = new StringBuilder();
        heading.accept(new AbstractVisitor() {
            @Override
            public void visit(Text node) {
                text.append(node.getLiteral());
            }

            @Override
            public void visit(Code node) {
                text.append(node.getLiteral());
            }
        });
        return new Title(heading.getLevel(), text.toString(), text.toString().replace(' ', '-'));
    }

    /** Colours the code between two lines of three backticks. */
    private record CodeRenderer(HtmlNodeRendererContext context) implements NodeRenderer {
        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(FencedCodeBlock.class);
        }

        @Override
        public void render(Node node) {
            String code = ((FencedCodeBlock) node).getLiteral();
            context.getWriter().raw("<pre class=\"quote\" tabindex=\"0\"><code>"
                + JavaHighlight.html(code) + "</code></pre>\n");
        }
    }
}
