"""The site's code: pages made from the exercises, boxes, navigation, macros."""
